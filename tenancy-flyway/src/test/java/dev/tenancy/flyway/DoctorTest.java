package dev.tenancy.flyway;

import static dev.tenancy.flyway.Db.scripts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.Diagnosis.Finding;
import dev.tenancy.flyway.Diagnosis.Kind;
import dev.tenancy.test.PostgresExtension;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres);

    private static int number;

    @TempDir
    Path directory;

    private TenantId tenant;
    private String schema;

    @BeforeEach
    void a_healthy_tenant() {
        tenant = TenantId.of("doc" + ++number);
        schema = db.schema(tenant);
        db.tenants().provision(tenant);
        assertThat(db.findings(db.tenants(), tenant)).isEmpty();
    }

    @Test
    void a_missing_registry_is_found_and_nothing_is_made() {
        Tenants elsewhere = Tenants.builder(postgres.ownerDataSource())
                .layout(dev.tenancy.TenantLayout.builder()
                        .sharedSchema("elsewhere")
                        .build())
                .appLogin(db.app())
                .build();

        assertThat(elsewhere.doctor().findings()).extracting(Finding::kind).containsExactly(Kind.REGISTRY_MISSING);
        assertThat(elsewhere.find(tenant)).isEmpty();
        assertThat(elsewhere.stream()).isEmpty();
        assertThat(db.owner().fetchValue("select to_regnamespace('elsewhere')")).isNull();
    }

    @Test
    void a_missing_schema_is_found() {
        db.owner().execute("drop schema {0} cascade", DSL.name(schema));
        expect(Kind.SCHEMA_MISSING, "Tenant '" + tenant + "' is ACTIVE and has no schema");
    }

    @Test
    void a_schema_without_a_row_is_found_with_its_role() {
        db.owner().execute("delete from public.tenants where id = {0}", DSL.val(tenant.value()));
        assertThat(findings())
                .extracting(Finding::kind)
                .containsExactly(Kind.SCHEMA_UNREGISTERED, Kind.ROLE_UNREGISTERED);
    }

    @Test
    void a_tenant_that_somebody_works_on_now_is_not_stuck_and_one_that_was_left_is() {
        TenantId made = TenantId.of("made" + number);
        List<Finding> meanwhile = new java.util.ArrayList<>();
        db.tenants(builder -> builder.hook(new ProvisioningHook() {
                    @Override
                    public void before(ProvisioningStep step, TenantId id, org.jooq.DSLContext dsl) {
                        if (step == ProvisioningStep.MIGRATIONS) {
                            meanwhile.addAll(db.findings(db.tenants(), made));
                        }
                    }
                }))
                .provision(made);
        assertThat(meanwhile).isEmpty();

        db.owner().execute("update public.tenants set status = 'DELETING' where id = {0}", DSL.val(made.value()));
        assertThat(db.findings(db.tenants(), made)).extracting(Finding::kind).containsExactly(Kind.STUCK_DELETING);
        db.tenants().deprovision(made);
    }

    @Test
    void a_wrong_owner_is_found_and_the_mend_works() {
        db.superuser().execute("alter table {0} owner to {1}", db.table(tenant, "orders"), db.superuserName());
        assertThat(findings()).extracting(Finding::kind).contains(Kind.WRONG_OWNER);
        mendAsSuperuser(Kind.WRONG_OWNER);
        assertThat(findings()).extracting(Finding::kind).doesNotContain(Kind.WRONG_OWNER);
    }

    @Test
    void a_missing_right_is_found_and_the_mend_works() {
        db.owner().execute("revoke update on {0} from {1}", db.table(tenant, "items"), role());
        expect(Kind.WRONG_RIGHTS, "Table \"" + schema + "\".\"items\" cannot be read and written by its tenant.");
        mend();
        assertThat(findings()).isEmpty();
    }

    @Test
    void a_right_of_somebody_else_is_found_and_the_mend_works() {
        db.owner().execute("grant usage on schema {0} to public", DSL.name(schema));
        expect(Kind.WRONG_RIGHTS, "\"public\" has USAGE on schema \"" + schema + "\".");
        mend();
        db.owner().execute("grant create on schema {0} to {1}", DSL.name(schema), role());
        expect(Kind.WRONG_RIGHTS, "has CREATE, USAGE on schema");
        mend();
        assertThat(findings()).isEmpty();
    }

    @Test
    void a_suspended_tenant_that_may_still_use_its_schema_is_found_and_the_mend_works() {
        db.tenants().suspend(tenant);
        db.owner().execute("grant usage on schema {0} to {1}", DSL.name(schema), role());
        expect(
                Kind.WRONG_RIGHTS,
                "Tenant '" + tenant + "' is SUSPENDED, and \"" + db.layout().roleOf(tenant) + "\" may still use");
        mend();
        assertThat(findings()).isEmpty();
    }

    @Test
    void an_app_login_that_inherits_a_tenants_role_is_found_and_the_mend_works() {
        if (postgres.major() >= 16) {
            db.owner().execute("grant {0} to {1} with inherit true", role(), DSL.name(db.app()));
        } else {
            db.owner().execute("alter role {0} inherit", DSL.name(db.app()));
        }
        assertThat(findings()).extracting(Finding::kind).contains(Kind.ROLE);
        if (postgres.major() >= 16) {
            mend();
        } else {
            db.owner().execute("alter role {0} noinherit", DSL.name(db.app()));
        }
        assertThat(findings()).isEmpty();
    }

    @Test
    void a_tenants_role_that_can_log_in_is_found_unless_it_may_and_the_mend_works() {
        db.owner().execute("alter role {0} login", role());
        assertThat(db.findings(db.tenants(TenantsBuilder::rolesMayLogIn), tenant))
                .isEmpty();
        expect(Kind.ROLE, "Role \"" + db.layout().roleOf(tenant) + "\" can log in");
        mend();
        assertThat(findings()).isEmpty();
    }

    @Test
    void tenants_behind_and_ahead_of_the_scripts_are_found() {
        String older = scripts(directory, "V1__items.sql", "create table items (id int)");
        assertThat(db.findings(db.tenants(builder -> builder.locations(older)), tenant))
                .extracting(Finding::kind)
                .contains(Kind.AHEAD);

        assertThat(directory.resolve("V1__items.sql").toFile().delete()).isTrue();
        String newest = scripts(directory, "V3__new.sql", "select 1");
        Tenants newer = db.tenants(builder -> builder.locations("classpath:db/tenant", newest));
        assertThat(db.findings(newer, tenant)).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.BEHIND);
            assertThat(finding.problem()).isEqualTo("Tenant '" + tenant + "' is behind: pending [V3__new.sql].");
        });
    }

    @Test
    void a_changed_script_and_a_missing_history_are_found() {
        db.owner()
                .execute("update {0} set checksum = 7 where version = '1'", db.table(tenant, "flyway_schema_history"));
        expect(Kind.HISTORY, "has a history that does not fit the scripts: V1__items.sql was changed after it ran.");
        db.owner().execute("drop table {0}", db.table(tenant, "flyway_schema_history"));
        expect(Kind.HISTORY, "Schema \"" + schema + "\" has no history table");
    }

    @Test
    void functions_that_will_not_find_what_they_name_are_found_and_those_that_will_are_not() {
        function("lost() returns bigint language sql as 'select count(*) from items'");
        function("lost_trigger() returns trigger language plpgsql as"
                + " 'begin insert into orders (item_id) values (new.id); return new; end'");
        function("lost_once(its regnamespace default '\"" + schema + "\"') returns bigint language sql as"
                + " 'select count(*) from orders'"); // depends on its schema twice
        function("pathed() returns bigint language sql set search_path from current as 'select count(*) from items'");
        function("atomic() returns bigint begin atomic select count(*) from items; end");
        function("qualified() returns bigint language sql as 'select count(*) from " + schema + ".items'");
        function("harmless() returns trigger language plpgsql as"
                + " 'begin /* items */ new.title = trim(new.title); return new; end'");

        assertThat(findings()).extracting(Finding::kind).containsOnly(Kind.FUNCTION_WITHOUT_PATH);
        assertThat(findings())
                .extracting(Finding::problem)
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem).contains(".lost() names [items]"),
                        problem -> assertThat(problem).contains(".lost_once(regnamespace) names [orders]"),
                        problem -> assertThat(problem).contains(".lost_trigger() names [orders]"));
    }

    @Test
    void views_and_definer_functions_that_reach_out_are_found_and_invoker_views_are_not() {
        TenantId victim = TenantId.of("victim" + number);
        db.tenants().provision(victim);
        db.owner().execute("""
                create view %1$s.spy as select * from %2$s.items;
                create view %1$s.fair with (security_invoker = on) as select * from %2$s.items;
                create view %1$s.own as select * from %1$s.items;
                create materialized view %1$s.copy as select * from %2$s.items;
                create function %1$s.thief() returns bigint language sql security definer return 1
                """.formatted(schema, db.schema(victim)));

        assertThat(findings())
                .filteredOn(finding -> finding.kind() == Kind.VIEW_REACHES_OUT)
                .extracting(Finding::problem)
                .satisfiesExactly(
                        problem ->
                                assertThat(problem).startsWith("Materialized view \"" + schema + "\".\"copy\" reads"),
                        problem -> assertThat(problem).startsWith("View \"" + schema + "\".\"spy\" reads"));
        assertThat(findings())
                .filteredOn(finding -> finding.kind() == Kind.FUNCTION_REACHES_OUT)
                .singleElement()
                .satisfies(finding -> assertThat(finding.problem()).contains("thief() is SECURITY DEFINER"));
    }

    @Test
    void an_extension_where_it_is_not_found_and_a_search_path_with_relations_are_found() {
        String app = db.app();
        db.superuser().execute("create extension citext schema public");
        db.superuser().execute("alter role {0} set search_path = public", DSL.name(app));
        List<Finding> all = db.tenants().doctor().findings();
        assertThat(all)
                .filteredOn(finding -> finding.kind() == Kind.EXTENSION)
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.mend()).contains("alter extension \"citext\" set schema extensions;"));
        assertThat(all)
                .filteredOn(finding -> finding.kind() == Kind.APP_LOGIN)
                .singleElement()
                .satisfies(finding -> assertThat(finding.problem()).contains("has the search path public"));

        all.stream().filter(finding -> finding.kind() == Kind.EXTENSION).forEach(finding -> db.superuser()
                .execute(finding.mend()));
        assertThat(db.tenants().doctor().findings())
                .extracting(Finding::kind)
                .doesNotContain(Kind.EXTENSION, Kind.APP_LOGIN);
        db.superuser().execute("drop schema extensions cascade");
        db.superuser().execute("alter role {0} set search_path = ''", DSL.name(app));
    }

    @Test
    void the_text_has_a_line_for_each_with_the_mend_below() {
        assertThat(new Diagnosis(List.of()).toString()).isEqualTo("The tenants are healthy: nothing found.");
        assertThat(new Diagnosis(List.of(new Finding(Kind.ROLE, Optional.empty(), "Bad.", "mend it;"))).toString())
                .isEqualTo("The tenants are not healthy (1 found):\n- ROLE: Bad.\n  mend: mend it;");
    }

    /** As in a script of the tenant: its schema is the search path. */
    private void function(String definition) {
        db.owner().connection(connection -> {
            connection.setSchema(schema);
            try (var statement = connection.createStatement()) {
                statement.execute("create function " + definition);
            }
        });
    }

    private List<Finding> findings() {
        return db.findings(db.tenants(), tenant);
    }

    private void expect(Kind kind, String problem) {
        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.problem()).contains(problem);
            assertThat(finding.mend()).isNotBlank();
        });
    }

    private void mend() {
        findings().forEach(finding -> db.owner().execute(finding.mend()));
    }

    private void mendAsSuperuser(Kind kind) {
        String owner = String.valueOf(postgres.ownerDataSource().getUser());
        findings().stream().filter(finding -> finding.kind() == kind).forEach(finding -> {
            assertThat(finding.mend()).contains("owner to " + owner);
            db.superuser().execute(finding.mend());
        });
    }

    private org.jooq.Name role() {
        return DSL.name(db.layout().roleOf(tenant));
    }
}
