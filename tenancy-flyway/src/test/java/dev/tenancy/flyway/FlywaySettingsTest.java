package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.TenantMigration.Migrated;
import dev.tenancy.test.PostgresExtension;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FlywaySettingsTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres);

    @TempDir
    Path directory;

    static Stream<Arguments> ours() {
        return Stream.of(
                ours(
                        "dataSource",
                        c -> c.dataSource(postgres.appDataSource()),
                        "the connection that holds the tenant's lock"),
                ours("locations", c -> c.locations("classpath:elsewhere"), "Tenants.builder(..).locations(..)"),
                ours("defaultSchema", c -> c.defaultSchema("public"), "the layout names the tenant's schema"),
                ours("schemas", c -> c.schemas("public", "other"), "a script may touch no other"),
                ours("createSchemas", c -> c.createSchemas(true), "in one transaction"),
                ours("cleanDisabled", c -> c.cleanDisabled(false), "clean would drop a tenant's data"),
                ours("baselineOnMigrate", c -> c.baselineOnMigrate(true), "adoptExisting()"),
                ours("skipExecutingMigrations", c -> c.skipExecutingMigrations(true), "scripts done that never ran"),
                ours(
                        "postgresql.transactional.lock",
                        c -> c.getPluginRegister()
                                .getPlugin(PostgreSQLConfigurationExtension.class)
                                .setTransactionalLock(true),
                        "CREATE INDEX CONCURRENTLY would wait"));
    }

    private static Arguments ours(String setting, Consumer<FluentConfiguration> change, String reason) {
        return Arguments.of(setting, change, reason);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ours")
    void a_setting_that_is_ours_is_refused_when_built_with_the_reason(
            String setting, Consumer<FluentConfiguration> change, String reason) {
        assertThatThrownBy(() -> db.tenants(builder -> builder.flyway(change)))
                .isInstanceOf(TenantsConfigurationException.class)
                .hasMessageStartingWith("Flyway's setting '" + setting + "' is refused: it was set to ")
                .hasMessageContaining(reason);
    }

    @Test
    void placeholders_the_history_tables_name_and_java_migrations_are_the_users() {
        TenantId tenant = TenantId.of("custom");
        String location = Db.scripts(
                directory, "V1__a.sql", "create table ${name} (id int, home text default '${flyway:defaultSchema}')");
        Tenants tenants = db.tenants(builder -> builder.locations(location).flyway(configuration -> configuration
                .placeholders(Map.of("name", "chosen"))
                .table("versions")
                .javaMigrations(new V2__Fill())));

        tenants.provision(tenant);

        assertThat(db.owner().fetchOne("select home from tenant_custom.chosen").get(0))
                .isEqualTo("tenant_custom");
        assertThat(db.owner().fetchCount(DSL.table("tenant_custom.versions"))).isEqualTo(2);
        assertThat(db.findings(tenants, tenant)).isEmpty();
        assertThat(tenants.find(tenant).orElseThrow().version()).contains("2");
    }

    @Test
    void a_group_is_one_transaction_and_callbacks_have_a_connection_of_their_own() {
        TenantId tenant = TenantId.of("group");
        String location = Db.scripts(
                directory,
                "V1__a.sql",
                "create table a (id int)",
                "V2__b.sql",
                "create table b (id int)",
                "R__v.sql",
                "create view v as select * from a",
                "beforeRepeatables.sql",
                "insert into a values (1)",
                "afterMigrate.sql",
                "insert into b values (2)");
        Tenants tenants = db.tenants(builder -> builder.locations(location)
                .flyway(configuration -> configuration.group(true))
                .lockTimeout(Duration.ofMillis(200)));

        assertThatThrownBy(() -> tenants.provision(tenant))
                .as("a callback between two scripts sees nothing of an open group, as with Flyway itself")
                .hasMessageContaining("relation \"a\" does not exist");
        assertThat(db.owner().fetchValue("select to_regclass('tenant_group.a')"))
                .isNull();

        Tenants each = db.tenants(builder -> builder.locations(location));
        each.provision(tenant);
        assertThat(db.owner().fetchCount(DSL.table("tenant_group.v"))).isOne();
        assertThat(db.owner().fetchCount(DSL.table("tenant_group.b"))).isOne();
    }

    @Test
    void copy_from_stdin_and_several_batches_run() {
        TenantId tenant = TenantId.of("copy");
        String location = Db.scripts(directory, "V1__a.sql", "create table a (id int)");
        db.tenants(builder -> builder.locations(location)).provision(tenant);
        Db.scripts(directory, "V2__copy.sql", "copy a (id) from stdin;\n1\n2\n\\.\n");

        assertThat(db.tenants(builder -> builder.locations(location)).migrate(tenant))
                .isInstanceOf(Migrated.class);
        assertThat(db.owner().fetchCount(DSL.table("tenant_copy.a"))).isEqualTo(2);
    }

    @Test
    void a_builder_without_an_app_login_or_with_a_value_out_of_range_is_refused() {
        assertThatThrownBy(() -> Tenants.builder(postgres.ownerDataSource()).build())
                .isInstanceOf(TenantsConfigurationException.class)
                .hasMessage("The login that serves requests is missing: appLogin(\"items_app\").");
        assertThatThrownBy(() -> db.tenants(builder -> builder.lockTimeout(Duration.ZERO)))
                .hasMessageStartingWith("lockTimeout(PT0S) is refused");
        assertThatThrownBy(() -> db.tenants(builder -> builder.attempts(0)))
                .hasMessage("attempts(0) is refused: at least 1.");
        assertThatThrownBy(() -> db.tenants(builder -> builder.locations()))
                .hasMessageContaining("no location of migrations");
    }

    /** A Java migration, on the connection of the run. */
    static final class V2__Fill extends BaseJavaMigration {
        @Override
        public void migrate(Context context) throws Exception {
            try (Statement statement = context.getConnection().createStatement()) {
                statement.execute("insert into chosen (id) values (1)");
            }
        }
    }
}
