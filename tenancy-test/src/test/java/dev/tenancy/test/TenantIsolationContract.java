package dev.tenancy.test;

import static dev.tenancy.test.Items.ID;
import static dev.tenancy.test.Items.ITEMS;
import static dev.tenancy.test.Items.NAME;
import static dev.tenancy.test.Items.OWNER;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import java.io.IOException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** The kit lets code pass that stays in its tenant and finds code that does not, whatever PostgreSQL says to it. */
abstract class TenantIsolationContract {

    abstract TenantIsolation isolation();

    @Test
    void code_that_stays_in_its_tenant_passes() {
        assertThatCode(() -> isolation().check(tenant -> tenancy().useTransaction(tenant, dsl -> {
                    dsl.selectFrom(ITEMS).fetch();
                    dsl.update(ITEMS).set(NAME, "ink").execute();
                    dsl.insertInto(ITEMS, ID, NAME, OWNER)
                            .values(2, "nib", tenant.value())
                            .execute();
                    dsl.deleteFrom(ITEMS).where(ID.eq(2)).returning().fetch();
                })))
                .doesNotThrowAnyException();
    }

    @Test
    void code_for_single_statements_passes() {
        assertThatCode(() -> isolation()
                        .check(tenant -> tenancy().dsl(tenant).selectFrom(ITEMS).fetch()))
                .doesNotThrowAnyException();
    }

    @Test
    void plain_sql_that_names_another_tenants_schema_is_found() {
        leak(tenant -> tenancy().dsl(tenant).fetch("select * from " + other(tenant, "items")))
                .hasMessageMatching(
                        "(?s).*A statement names \"tenant_acme-\\d+-b\".\"items\" of tenant 'acme-\\d+-b'.*");
    }

    @Test
    void sql_around_jooq_is_found() {
        leak(tenant -> tenancy()
                        .useTransaction(
                                tenant,
                                dsl -> dsl.connection(connection -> {
                                    try (Statement statement = connection.createStatement()) {
                                        statement.execute("select count(*) from " + other(tenant, "items"));
                                    }
                                })))
                .hasMessageContaining("A statement names");
    }

    @Test
    void sql_in_a_literal_is_found() {
        leak(tenant -> tenancy().dsl(tenant).fetch("select nextval('" + other(tenant, "numbers") + "')"))
                .hasMessageContaining("\"numbers\" of tenant");
    }

    @Test
    void another_tenants_function_is_found() {
        leak(tenant -> tenancy().dsl(tenant).fetch("select " + other(tenant, "one") + "()"))
                .hasMessageContaining("\"one\" of tenant");
    }

    @Test
    void sql_on_another_thread_is_found() {
        leak(tenant -> CompletableFuture.runAsync(
                                () -> tenancy().dsl(tenant).fetch("select * from " + other(tenant, "items")))
                        .join())
                .hasMessageContaining("A statement names");
    }

    @Test
    void update_without_a_tenant_is_found() {
        leak(tenant -> DSL.using(isolation().dataSource(), SQLDialect.POSTGRES)
                        .update(ITEMS)
                        .set(NAME, "gone")
                        .execute())
                .hasMessageContaining("A statement names \"tenant\".\"items\" of the decoy in schema tenant: update")
                .hasMessageContaining("\"tenant\".\"items\" was changed. Before: (1,pen,leak)")
                .hasMessageContaining("After: (1,gone,leak)");
    }

    @Test
    void update_around_the_kit_is_found_by_what_it_changed() {
        leak(tenant -> around().update(ITEMS).set(OWNER, "leak").execute())
                .hasMessageContaining("(1 found)")
                .hasMessageContaining("\"tenant\".\"items\" was changed");
    }

    @Test
    void update_to_the_same_values_is_found() {
        leak(tenant -> around().update(ITEMS).set(NAME, NAME).execute()).hasMessageContaining("was changed");
    }

    @Test
    void read_of_the_template_decoy_is_found() {
        leak(tenant -> tenancy().dsl(tenant).fetch("select * from tenant.items"))
                .hasMessageContaining("A statement names \"tenant\".\"items\" of the decoy in schema tenant")
                .hasMessageContaining("A row came back whose owner is 'leak': {id=1, name=pen, owner=leak}");
    }

    @Test
    void read_of_the_public_decoy_is_found() {
        leak(tenant -> tenancy().dsl(tenant).fetch("select * from public.items"))
                .hasMessageContaining("of the decoy in schema public")
                .hasMessageContaining("A row came back whose owner is 'leak'");
    }

    @Test
    void unqualified_name_on_a_broken_search_path_is_found() {
        leak(tenant -> tenancy().useTransaction(tenant, dsl -> {
                    dsl.execute("set local search_path = public");
                    dsl.fetch("select * from items");
                }))
                .hasMessageContaining("A row came back whose owner is 'leak'");
    }

    @Test
    void nested_row_of_another_owner_is_found() {
        leak(tenant -> tenancy()
                        .dsl(tenant)
                        .select(DSL.multiset(DSL.select(ID, OWNER).from(DSL.table("tenant.items"))))
                        .fetch())
                .hasMessageContaining("A row came back whose owner is 'leak': {id=1, owner=leak}");
    }

    @Test
    void row_written_for_another_owner_is_found() {
        leak(tenant -> tenancy()
                        .dsl(tenant)
                        .insertInto(ITEMS, ID, NAME, OWNER)
                        .values(3, "cap", "globex")
                        .execute())
                .hasMessageContaining("holds rows whose owner is another: (3,cap,globex)");
    }

    @Test
    void unit_of_work_in_another_tenant_is_found() {
        leak(tenant -> tenancy()
                        .dsl(TenantId.of(tenant + "-b"))
                        .selectFrom(ITEMS)
                        .fetch())
                .hasMessageMatching("(?s).*A unit of work ran in tenant 'acme-\\d+-b'\\..*")
                .hasMessageMatching("(?s).*A row came back whose owner is 'acme-\\d+-b'.*");
    }

    @Test
    void code_that_sends_nothing_is_no_proof() {
        assertThatThrownBy(() -> isolation().check(tenant -> {}))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("proves nothing: no statement was seen");
    }

    @Test
    void what_the_code_throws_comes_out_as_it_is() {
        IOException thrown = new IOException("disk");
        assertThatThrownBy(() -> isolation().check(tenant -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
    }

    static String other(TenantId tenant, String name) {
        return "\"tenant_" + tenant + "-b\"." + name;
    }

    Tenancy tenancy() {
        return isolation().tenancy();
    }

    /** With a connection that the kit does not see. */
    abstract org.jooq.DSLContext around();

    AbstractThrowableAssert<?, ? extends Throwable> leak(TenantCode<Exception> code) {
        return assertThatThrownBy(() -> isolation().check(code))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("The code is not isolated. Run in tenant 'acme-");
    }
}
