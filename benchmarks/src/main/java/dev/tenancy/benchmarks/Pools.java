package dev.tenancy.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.postgresql.ds.PGSimpleDataSource;

/** Pools of connections to a lab, all alike, direct or by way of a proxy. */
final class Pools implements AutoCloseable {

    private final Lab lab;
    private final UnaryOperator<PGSimpleDataSource> way;
    private final List<HikariDataSource> all = new ArrayList<>();

    Pools(Lab lab, UnaryOperator<PGSimpleDataSource> way) {
        this.lab = lab;
        this.way = way;
    }

    Lab lab() {
        return lab;
    }

    /** Two connections: Flyway wants as many. */
    HikariDataSource of(Login login) {
        return of(lab.dataSource(login), 2);
    }

    HikariDataSource of(PGSimpleDataSource to, int size) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(way.apply(to));
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        HikariDataSource pool = new HikariDataSource(config);
        all.add(pool);
        return pool;
    }

    @Override
    public void close() {
        all.forEach(HikariDataSource::close);
    }
}
