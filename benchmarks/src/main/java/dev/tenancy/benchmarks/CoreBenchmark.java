package dev.tenancy.benchmarks;

import static dev.tenancy.benchmarks.generated.tenant.Tables.ITEMS;

import dev.tenancy.SchemaName;
import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.postgresql.ds.PGSimpleDataSource;

/** The parts of a request without I/O. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CoreBenchmark {

    private final TenantLayout layout = TenantLayout.defaults();
    private final Tenancy tenancy = Tenancy.create(new PGSimpleDataSource());
    private final TenantId tenant = TenantId.of("acme");
    private final DSLContext kept = tenancy.dsl(tenant);
    private final String text = "3f2b8c1e-8f0a-4c57-9d3e-5a7b6c9d0e1f";

    /** For JMH. */
    public CoreBenchmark() {}

    /**
     * A UUID, checked.
     *
     * @return the id
     */
    @Benchmark
    public TenantId idOf() {
        return TenantId.of(text);
    }

    /**
     * A tenant's schema.
     *
     * @return its name
     */
    @Benchmark
    public SchemaName schemaOf() {
        return layout.schemaOf(tenant);
    }

    /**
     * The tenant of a schema.
     *
     * @return its id
     */
    @Benchmark
    public TenantId tenantOf() {
        return layout.tenantOf("tenant_acme").orElseThrow();
    }

    /**
     * A context for single statements.
     *
     * @return a new one
     */
    @Benchmark
    public DSLContext context() {
        return tenancy.dsl(tenant);
    }

    /**
     * A query's SQL, by a context of its own.
     *
     * @return the text
     */
    @Benchmark
    public String renderOnce() {
        return render(tenancy.dsl(tenant));
    }

    /**
     * A query's SQL, by a context that is kept.
     *
     * @return the text
     */
    @Benchmark
    public String renderKept() {
        return render(kept);
    }

    private static String render(DSLContext dsl) {
        return dsl.render(dsl.selectFrom(ITEMS).where(ITEMS.ID.eq(3L)));
    }
}
