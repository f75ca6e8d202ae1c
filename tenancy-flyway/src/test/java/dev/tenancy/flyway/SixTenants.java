package dev.tenancy.flyway;

import static dev.tenancy.flyway.Db.scripts;

import dev.tenancy.TenantId;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A small fleet for each test, and the folder of its scripts. */
abstract class SixTenants {

    static final List<TenantId> TENANTS =
            IntStream.range(0, 6).mapToObj(i -> TenantId.of("t" + i)).toList();

    @TempDir
    Path directory;

    private final Db database;
    Tenants tenants;

    SixTenants(Db database) {
        this.database = database;
    }

    @BeforeEach
    void six_tenants_at_version_1() {
        tenants = database.tenants(
                builder -> builder.locations(scripts(directory, "V1__a.sql", "create table a (id int)")));
        tenants.provision(TENANTS.get(0));
        TENANTS.stream().skip(1).forEach(tenant -> database.copy(TENANTS.get(0), tenant));
    }

    @AfterEach
    void no_tenant_stays_for_the_next_test() {
        database.forgetTenants();
    }
}
