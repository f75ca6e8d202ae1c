package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.Isolation;
import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantNotActiveException;
import dev.tenancy.TenantRegistry;
import dev.tenancy.TenantStatus;
import dev.tenancy.test.PostgresExtension;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SuspensionTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final PostgresExtension qualified = PostgresExtension.builder()
            .layout(TenantLayout.builder().isolation(Isolation.QUALIFIED).build())
            .build();

    @RegisterExtension
    static final Db db = new Db(postgres);

    @Test
    void suspending_stops_an_open_transaction_at_its_next_statement() throws SQLException {
        TenantId paused = TenantId.of("paused");
        db.tenants().provision(paused);
        try (Connection app = opened(paused)) {
            DSLContext dsl = DSL.using(app);
            dsl.fetch("select count(*) from tenant_paused.items");

            assertThat(db.tenants().suspend(paused).status()).isEqualTo(TenantStatus.SUSPENDED);

            assertThatThrownBy(() -> dsl.fetch("select count(*) from tenant_paused.items"))
                    .hasMessageContaining("permission denied for schema tenant_paused");
        }
    }

    @Test
    void suspending_stops_a_prepared_statement_at_the_latest_when_its_transaction_has_ended() throws SQLException {
        TenantId paused = TenantId.of("prepared");
        db.tenants().provision(paused);
        try (Connection app = opened(paused);
                PreparedStatement select = app.prepareStatement("select count(*) from tenant_prepared.items")) {
            for (int i = 0; i < 8; i++) {
                select.executeQuery().close();
            }
            db.tenants().suspend(paused);

            // PostgreSQL looks for news when it locks a table; this transaction has locked it already
            assertThatCode(() -> select.executeQuery().close()).doesNotThrowAnyException();
            app.commit();
            assume(app, paused);
            assertThatThrownBy(select::executeQuery)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
    }

    private static Connection opened(TenantId tenant) throws SQLException {
        Connection app = postgres.appDataSource().getConnection();
        app.setAutoCommit(false);
        assume(app, tenant);
        return app;
    }

    private static void assume(Connection app, TenantId tenant) {
        DSL.using(app).execute("set local role {0}", DSL.name(db.layout().roleOf(tenant)));
    }

    @Test
    void a_suspended_tenant_is_not_served_and_a_resumed_one_is() {
        TenantId tenant = TenantId.of("back");
        db.tenants().provision(tenant);
        Tenancy tenancy = Tenancy.builder(postgres.appDataSource())
                .layout(db.layout())
                .registry(TenantRegistry.table(postgres.appDataSource(), db.layout()))
                .build();
        int items = tenancy.inTransaction(tenant, dsl -> dsl.fetchCount(DSL.table(DSL.name("tenant", "items"))));
        assertThat(items).isZero();

        db.tenants().suspend(tenant);
        assertThatThrownBy(() -> tenancy.inTransaction(tenant, DSLContext::selectOne))
                .isInstanceOf(TenantNotActiveException.class);

        assertThat(db.tenants().resume(tenant).status()).isEqualTo(TenantStatus.ACTIVE);
        items = tenancy.inTransaction(tenant, dsl -> dsl.fetchCount(DSL.table(DSL.name("tenant", "items"))));
        assertThat(items).isZero();
    }

    @Test
    void suspending_and_resuming_twice_changes_nothing() {
        TenantId tenant = TenantId.of("again");
        db.tenants().provision(tenant);

        assertThat(db.tenants().suspend(tenant)).isEqualTo(db.tenants().suspend(tenant));
        assertThat(db.tenants().resume(tenant)).isEqualTo(db.tenants().resume(tenant));
    }

    @Test
    void only_a_tenant_that_is_served_can_be_suspended() {
        assertThatThrownBy(() -> db.tenants().suspend(TenantId.of("ghost")))
                .isInstanceOf(TenantStateException.class)
                .hasMessage(
                        "Tenant 'ghost' cannot be suspended: the registry has no entry for it. Provision it first.");
        TenantId gone = TenantId.of("gone");
        db.tenants().provision(gone);
        db.tenants().suspend(gone);
        db.tenants().deprovision(gone);
        assertThatThrownBy(() -> db.tenants().resume(gone))
                .isInstanceOf(TenantStateException.class)
                .hasMessage("Tenant 'gone' cannot be resumed: it is DELETED. Only SUSPENDED tenants can be.");
    }

    @Test
    void a_tenant_whose_schema_is_gone_can_be_suspended_and_removed_but_not_resumed() {
        TenantId tenant = TenantId.of("lost");
        db.tenants().provision(tenant);
        db.owner().execute("drop schema {0} cascade", DSL.name(db.schema(tenant)));

        assertThat(db.tenants().suspend(tenant).status()).isEqualTo(TenantStatus.SUSPENDED);
        assertThatThrownBy(() -> db.tenants().resume(tenant))
                .isInstanceOf(TenantStateException.class)
                .hasMessage(
                        "Tenant 'lost' cannot be resumed: it is SUSPENDED. Its schema \"tenant_lost\" or its role \""
                                + db.layout().roleOf(tenant)
                                + "\" is missing. Restore it from a backup; or, if the tenant is to go, deprovision it.");
        db.tenants().deprovision(tenant);
        assertThat(db.tenants().find(tenant).orElseThrow().status()).isEqualTo(TenantStatus.DELETED);
        assertThat(db.roleExists(tenant)).isFalse();
    }

    @Test
    void many_that_suspend_and_resume_at_once_leave_the_rights_that_the_registry_says() {
        TenantId flipped = TenantId.of("flipped");
        Tenants tenants = db.tenants();
        tenants.provision(flipped);

        IntStream.range(0, 40)
                .mapToObj(i -> CompletableFuture.runAsync(() -> org.assertj.core.api.Assertions.catchThrowable(
                        () -> (i % 2 == 0 ? tenants.suspend(flipped) : tenants.resume(flipped)).id())))
                .toList()
                .forEach(CompletableFuture::join);

        assertThat(db.findings(tenants, flipped)).isEmpty();
    }

    @Test
    void a_suspended_tenant_is_migrated_and_stays_suspended() {
        TenantId tenant = TenantId.of("asleep");
        db.tenants().provision(tenant);
        db.tenants().suspend(tenant);

        assertThat(db.tenants().migrate(tenant)).isInstanceOf(TenantMigration.UpToDate.class);
        assertThat(db.findings(db.tenants(), tenant)).isEmpty();
    }

    @Test
    void qualified_has_no_roles_and_the_app_login_loses_the_schema_when_it_is_suspended() {
        Db plain = new Db(qualified, false);
        TenantId tenant = TenantId.of("plain");
        plain.tenants().provision(tenant);

        assertThat(plain.roleExists(tenant)).isFalse();
        assertThat(plain.appDsl().fetchCount(DSL.table(plain.table(tenant, "items"))))
                .isZero();
        plain.tenants().suspend(tenant);
        assertThatThrownBy(() -> plain.appDsl().fetchCount(DSL.table(plain.table(tenant, "items"))))
                .hasMessageContaining("permission denied for schema");
        assertThat(plain.tenants().doctor().findings()).isEmpty();
        plain.tenants().deprovision(tenant);
        assertThat(plain.schemaExists(tenant)).isFalse();
    }
}
