package dev.tenancy.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.concat;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import dev.tenancy.Tenancy;
import dev.tenancy.TenantBehindException;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantRegistry;
import dev.tenancy.VersionCheck;
import dev.tenancy.VersionException;
import dev.tenancy.WorkOptions;
import dev.tenancy.flyway.Tenants;
import dev.tenancy.test.PostgresExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What docs/rolling-deploys.md shows is what runs here. */
class RollingDeploysGuideTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    private static final Table<Record> PEOPLE = table(name("tenant", "people"));
    private static final Field<String> NAME = field(name("name"), String.class);
    private static final Field<String> GIVEN_NAME = field(name("given_name"), String.class);
    private static final Field<String> FAMILY_NAME = field(name("family_name"), String.class);

    @TempDir
    Path scripts;

    @Test
    void a_rolling_deploy() throws IOException {
        DataSource appDataSource = postgres.appDataSource();
        TenantLayout layout = postgres.layout();
        script("V10__people.sql", "create table people (name text); insert into people values ('Ada Lovelace')");
        TenantId acme = tenants().provision(TenantId.of("acme")).id();

        // region gate
        TenantRegistry registry = TenantRegistry.table(appDataSource, layout).cached(Duration.ofSeconds(5));
        Tenancy tenancy = Tenancy.builder(appDataSource)
                .layout(layout)
                .registry(registry)
                .requires("11") // the newest script that this code cannot do without
                .build();
        // endregion
        Tenancy old = Tenancy.builder(appDataSource)
                .layout(layout)
                .registry(registry)
                .requires("10")
                .build();
        assertThatThrownBy(() -> tenancy.dsl(acme).fetchCount(PEOPLE)).isInstanceOf(TenantBehindException.class);
        assertThat(old.dsl(acme).fetchCount(PEOPLE)).isOne();
        assertThat(names(registry, old, acme)).containsExactly("Ada Lovelace");

        script("V11__given_name.sql", """
                alter table people add column given_name text, add column family_name text;
                update people set given_name = split_part(name, ' ', 1), family_name = split_part(name, ' ', 2);
                """);
        tenants().migrate(acme);
        assertThat(names(registry, tenancy, acme)).containsExactly("Ada Lovelace");
        assertThat(old.dsl(acme).select(NAME).from(PEOPLE).fetch(NAME)).containsExactly("Ada Lovelace");
        // region unit
        int renamed = tenancy.inTransaction(acme, WorkOptions.defaults().requires("11"), dsl -> dsl.update(PEOPLE)
                .set(GIVEN_NAME, "Ada")
                .execute());
        // endregion
        assertThat(renamed).isOne();

        // region start
        VersionCheck check = registry.verifyVersions("10", "11");
        System.out.println(check); // which tenants are behind, which are ahead
        check.orThrow(); // or start all the same, and let the gate refuse those that are behind
        // endregion
        assertThat(check.outside()).isEmpty();

        script("V12__drop_name.sql", "alter table people drop column name");
        tenants().migrate(acme);
        assertThat(names(registry, tenancy, acme)).containsExactly("Ada Lovelace");
        assertThatThrownBy(() -> registry.verifyVersions("10", "11").orThrow())
                .as("an old build is started again after the contracting script")
                .isInstanceOf(VersionException.class)
                .hasMessageContaining("ahead: acme (12)");
    }

    private static List<String> names(TenantRegistry registry, Tenancy tenancy, TenantId acme) {
        // region choose
        Field<String> name = registry.atLeast(acme, "11") ? concat(GIVEN_NAME, val(" "), FAMILY_NAME) : NAME;
        List<String> names =
                tenancy.inTransaction(acme, dsl -> dsl.select(name).from(PEOPLE).fetch(name));
        // endregion
        return names;
    }

    private void script(String name, String sql) throws IOException {
        Files.writeString(scripts.resolve(name), sql);
    }

    private Tenants tenants() {
        return Tenants.builder(postgres.ownerDataSource())
                .layout(postgres.layout())
                .locations("filesystem:" + scripts)
                .appLogin(postgres.appDataSource().getUser())
                .build();
    }
}
