package dev.tenancy.benchmarks;

import dev.tenancy.wire.DelayProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** How connections reach the server: directly, or by a line of some length. */
final class Network implements AutoCloseable {

    private final @Nullable DelayProxy proxy;

    private Network(@Nullable DelayProxy proxy) {
        this.proxy = proxy;
    }

    static Network of(Lab lab, Optional<Duration> rtt) throws IOException {
        boolean far = rtt.filter(duration -> !duration.isZero()).isPresent();
        return new Network(far ? new DelayProxy(lab.dataSource(Login.ADMINISTRATOR), rtt.get()) : null);
    }

    UnaryOperator<PGSimpleDataSource> way() {
        return proxy == null ? UnaryOperator.identity() : proxy::through;
    }

    @Override
    public void close() throws IOException {
        if (proxy != null) {
            proxy.close();
        }
    }
}
