package dev.tenancy.integration;

import static dev.tenancy.generated.shared.Tables.COUNTRIES;
import static dev.tenancy.generated.tenant.Tables.ITEMS;
import static dev.tenancy.integration.ContractPart.item;
import static dev.tenancy.integration.TenantDatabase.ACME;
import static dev.tenancy.integration.TenantDatabase.GLOBEX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dev.tenancy.CallerTransactionException;
import dev.tenancy.Tenancy;
import dev.tenancy.TenancyConfigurationException;
import dev.tenancy.TransactionAbortedException;
import dev.tenancy.WorkEndedException;
import dev.tenancy.WrongTenantException;
import dev.tenancy.generated.tenant.Routines;
import dev.tenancy.generated.tenant.Sequences;
import dev.tenancy.generated.tenant.Tenant;
import dev.tenancy.generated.tenant.enums.ItemStatus;
import dev.tenancy.generated.tenant.tables.records.ItemsRecord;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jooq.CloseableResultQuery;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.ResultQuery;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.conf.MappedSchema;
import org.jooq.conf.RenderMapping;
import org.jooq.conf.RenderNameCase;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.junit.jupiter.api.Test;

/** Section D of the catalogue. */
interface JooqCasesContract extends ContractPart {

    @Test
    default void case_046b_a_swallowed_error_throws_and_never_returns() {
        Tenancy tenancy = database().tenancy();
        for (boolean first : List.of(true, false)) {
            assertThatThrownBy(() -> tenancy.useTransaction(ACME, dsl -> {
                        if (!first) {
                            item(dsl, "undone").insert();
                        }
                        assertThatThrownBy(() -> dsl.insertInto(ITEMS, ITEMS.ID, ITEMS.OWNER, ITEMS.NAME)
                                        .values(1L, "acme", "there already")
                                        .execute())
                                .isInstanceOf(DataAccessException.class);
                    }))
                    .isInstanceOf(TransactionAbortedException.class)
                    .hasMessageContaining("'acme'")
                    .hasStackTraceContaining("items_pkey");
            assertThat(tenancy.dsl(ACME).fetchCount(ITEMS)).isEqualTo(2);
        }
        assertThatThrownBy(() -> tenancy.dsl(ACME).transaction(tx -> {
                    item(tx.dsl(), "undone").insert();
                    assertThatThrownBy(() -> tx.dsl().execute("select 1 / 0")).isInstanceOf(DataAccessException.class);
                }))
                .isInstanceOf(TransactionAbortedException.class);
        assertThat(tenancy.dsl(ACME).fetchCount(ITEMS)).isEqualTo(2);
    }

    @BothDoors
    default void case_046c_a_callers_transaction_is_refused_and_left_alone(Door door) throws Exception {
        try (Connection callers = database().postgres().superuserDataSource().getConnection()) {
            callers.setAutoCommit(false);
            DSL.using(callers, SQLDialect.POSTGRES).execute("insert into public.items (id, owner) values (3, 'LEAK')");
            Tenancy tenancy = database().builder(new OneConnection(callers)).build();
            assertThatThrownBy(() ->
                            door.in(tenancy, ACME, dsl -> item(dsl, "never").insert()))
                    .isInstanceOf(CallerTransactionException.class)
                    .hasMessageContaining("'acme'");
            assertThat(callers.getAutoCommit()).isFalse();
            callers.rollback();
            assertThat(DSL.using(callers, SQLDialect.POSTGRES).fetchCount(table("public.items")))
                    .isEqualTo(2);
            callers.rollback();
        }
    }

    @BothDoors
    default void case_047_every_generated_name_is_rendered_with_the_tenants_schema(Door door) {
        use(door, GLOBEX, dsl -> {
            for (Table<?> table : Tenant.TENANT.getTables()) {
                assertThat(dsl.renderContext().declareTables(true).visit(table).render())
                        .startsWith("\"tenant_globex\".\"" + table.getName() + '"');
            }
            assertThat(dsl.render(Sequences.ORDER_NUMBERS.nextval()))
                    .contains("tenant_globex")
                    .doesNotContain("\"tenant\"");
            assertThat(dsl.render(DSL.val(ItemStatus.draft))).isEqualTo("cast(? as \"tenant_globex\".\"item_status\")");
            assertThat(dsl.render(Routines.itemCount("x"))).startsWith("\"tenant_globex\".\"item_count\"");
            assertThat(dsl.render(dsl.createIndex("i").on(ITEMS, ITEMS.NAME))).contains("\"tenant_globex\".\"items\"");
            assertThat(dsl.render(dsl.truncate(ITEMS))).contains("\"tenant_globex\".\"items\"");
            assertThat(dsl.render(dsl.createView("v").as(DSL.selectFrom(ITEMS))))
                    .contains("\"tenant_globex\".\"items\"");
            assertThat(dsl.render(DSL.selectFrom(table(name("tenant", "items")))))
                    .contains("\"tenant_globex\".\"items\"");
        });
    }

    @BothDoors
    default void case_048_plain_sql_that_names_the_template_schema_is_an_error(Door door) {
        assertRefused(door, "42P01", dsl -> dsl.fetch("select * from tenant.items"));
        assertRefused(
                door, "42P01", dsl -> dsl.selectFrom(table("tenant.items")).fetch());
        assertRefused(door, "42P01", dsl -> dsl.execute("update \"tenant\".\"items\" set name = 'x'"));
    }

    @BothDoors
    default void case_049_unqualified_plain_sql_is_an_error_although_public_has_such_a_table(Door door) {
        assertRefused(door, "42P01", dsl -> dsl.fetch("select * from items"));
        assertRefused(door, "42P01", dsl -> dsl.selectFrom(table(name("items"))).fetch());
        assertRefused(door, "42P01", dsl -> dsl.batch("delete from items", "delete from items")
                .execute());
        assertRefused(
                door, "42P01", dsl -> dsl.connection(c -> c.createStatement().execute("delete from items")));
    }

    private void assertRefused(Door door, String state, java.util.function.Consumer<DSLContext> work) {
        assertThatThrownBy(() -> use(door, ACME, work::accept))
                .isInstanceOfSatisfying(
                        DataAccessException.class, e -> assertThat(e.sqlState()).isEqualTo(state));
    }

    @Test
    default void case_050_mappings_that_miss_are_refused_when_built() {
        for (RenderMapping mapping : List.of(
                new RenderMapping().withDefaultSchema("tenant"),
                new RenderMapping().withDefaultSchema("public"),
                mapping("tenant", "tenant_globex"),
                mapping("public", "tenant_globex"),
                mapping("public", "tenant"),
                mapping("public", ""),
                mapping("public", null),
                mapping("", "shared"),
                mapping(null, "shared"),
                new RenderMapping()
                        .withSchemata(new MappedSchema()
                                .withInputExpression(java.util.regex.Pattern.compile("ten.*"))
                                .withOutput("shared")),
                new RenderMapping().withDefaultCatalog("c"))) {
            assertThatThrownBy(() -> database()
                            .builder()
                            .settings(new Settings().withRenderMapping(mapping))
                            .build())
                    .as("%s", mapping)
                    .isInstanceOf(TenancyConfigurationException.class);
        }
        assertThatThrownBy(() -> database()
                        .builder()
                        .schema(dev.tenancy.generated.shared.Public.PUBLIC)
                        .build())
                .isInstanceOf(TenancyConfigurationException.class)
                .hasMessageContaining("'public'");
    }

    private static RenderMapping mapping(String input, String output) {
        return new RenderMapping()
                .withSchemata(new MappedSchema().withInput(input).withOutput(output));
    }

    @Test
    default void case_051_settings_that_leave_out_or_unquote_a_schema_are_refused() {
        for (Settings settings : List.of(
                new Settings().withRenderSchema(false),
                new Settings().withRenderQuotedNames(RenderQuotedNames.NEVER),
                new Settings().withRenderQuotedNames(RenderQuotedNames.EXPLICIT_DEFAULT_UNQUOTED),
                new Settings().withRenderNameCase(RenderNameCase.UPPER))) {
            assertThatThrownBy(() -> database().builder().settings(settings).build())
                    .isInstanceOf(TenancyConfigurationException.class);
        }
        assertThatThrownBy(() -> database()
                        .builder()
                        .configuration(new DefaultConfiguration().set(SQLDialect.MYSQL))
                        .build())
                .isInstanceOf(TenancyConfigurationException.class)
                .hasMessageContaining("POSTGRES");
    }

    @Test
    default void case_052_a_change_of_what_was_given_or_handed_out_has_no_effect() {
        Configuration given = database().configuration();
        given.set(new Settings());
        Tenancy tenancy = database().builder().configuration(given).build();
        RenderMapping toGlobex = mapping("tenant", database().schema(GLOBEX));
        for (Runnable change : List.<Runnable>of(
                () -> given.settings().setRenderMapping(toGlobex),
                () -> given.set(new Settings().withRenderMapping(toGlobex)),
                () -> tenancy.dsl(ACME).settings().setRenderMapping(toGlobex),
                () -> tenancy.dsl(ACME)
                        .settings()
                        .getRenderMapping()
                        .getSchemata()
                        .get(0)
                        .setOutput(database().schema(GLOBEX)),
                () -> tenancy.dsl(ACME).configuration().set(new Settings().withRenderMapping(toGlobex)),
                () -> tenancy.dsl(ACME)
                        .configuration()
                        .set(tenancy.dsl(GLOBEX).configuration().connectionProvider()),
                () -> tenancy.dsl(ACME)
                        .configuration()
                        .set(tenancy.dsl(GLOBEX).configuration().transactionProvider()),
                () -> tenancy.useTransaction(ACME, dsl -> dsl.settings().setRenderMapping(toGlobex)),
                () -> tenancy.useTransaction(ACME, dsl -> dsl.configuration().set(new Settings())))) {
            change.run();
            for (Door door : Door.values()) {
                assertThat(door.<String, RuntimeException>in(
                                tenancy, ACME, dsl -> dsl.fetchSingle(ITEMS, ITEMS.ID.eq(1L))
                                        .getOwner()))
                        .isEqualTo("acme");
            }
        }
    }

    @Test
    default void case_053_a_kept_statement_never_runs_in_another_tenant() {
        Tenancy tenancy = database().tenancy();
        List<ResultQuery<ItemsRecord>> kept = new ArrayList<>();
        tenancy.useTransaction(ACME, dsl -> {
            ResultQuery<ItemsRecord> query =
                    dsl.selectFrom(ITEMS).where(ITEMS.ID.eq(1L)).keepStatement(true);
            for (int often = 0; often < 3; often++) {
                assertThat(query.fetchSingle().getOwner()).isEqualTo("acme");
            }
            kept.add(query);
        });
        ResultQuery<ItemsRecord> query = kept.get(0);
        assertThatThrownBy(query::fetch).isInstanceOf(WorkEndedException.class);
        tenancy.useTransaction(GLOBEX, dsl -> {
            query.attach(dsl.configuration());
            assertThatThrownBy(query::fetch).isInstanceOf(WrongTenantException.class);
        });
    }

    /** jOOQ keeps its connection until the query is closed. */
    @Test
    default void case_053_a_kept_statement_of_a_single_statement_context_ends_when_its_query_is_closed() {
        Tenancy tenancy = database().tenancy();
        try (CloseableResultQuery<ItemsRecord> query =
                tenancy.dsl(ACME).selectFrom(ITEMS).where(ITEMS.ID.eq(1L)).keepStatement(true)) {
            assertThat(query.fetchSingle().getOwner()).isEqualTo("acme");
            assertThat(query.fetchSingle().getOwner()).isEqualTo("acme");
            query.attach(tenancy.dsl(GLOBEX).configuration());
            assertThatThrownBy(query::fetch).isInstanceOf(WrongTenantException.class);
        }
        assertThat(database().pool().getHikariPoolMXBean().getActiveConnections())
                .isZero();
    }

    @Test
    default void case_054_a_record_of_another_tenant_is_refused_in_every_way() {
        Tenancy tenancy = database().tenancy();
        ItemsRecord acmes = tenancy.dsl(ACME).fetchSingle(ITEMS, ITEMS.ID.eq(1L));
        acmes.setName("overwritten");
        for (Door door : Door.values()) {
            for (BiConsumer<DSLContext, ItemsRecord> use : List.<BiConsumer<DSLContext, ItemsRecord>>of(
                    DSLContext::executeInsert,
                    DSLContext::executeUpdate,
                    DSLContext::executeDelete,
                    (dsl, record) -> dsl.executeUpdate(record, ITEMS.ID.eq(1L)),
                    (dsl, record) -> dsl.executeDelete(record, ITEMS.ID.eq(1L)),
                    (dsl, record) -> dsl.batchStore(record).execute(),
                    (dsl, record) -> dsl.batchInsert(List.of(record)).execute(),
                    (dsl, record) -> dsl.batchUpdate(record).execute(),
                    (dsl, record) -> dsl.batchMerge(record).execute(),
                    (dsl, record) -> dsl.batchDelete(List.of(record)).execute(),
                    (dsl, record) -> dsl.attach(record))) {
                assertThatThrownBy(() -> door.in(tenancy, GLOBEX, dsl -> {
                            use.accept(dsl, acmes);
                            return true;
                        }))
                        .isInstanceOfSatisfying(WrongTenantException.class, e -> {
                            assertThat(e.owner()).isEqualTo(ACME);
                            assertThat(e.tenant()).contains(GLOBEX);
                        });
            }
        }
        assertThat(tenancy.dsl(GLOBEX).fetchSingle(ITEMS, ITEMS.ID.eq(1L)).getName())
                .isEqualTo("globex pen");
    }

    /** Whoever says store() to a record means the tenant it was read in. */
    @Test
    default void case_054_a_record_stores_itself_in_its_own_tenant_wherever_that_is_called() {
        Tenancy tenancy = database().tenancy();
        ItemsRecord acmes = tenancy.dsl(ACME).fetchSingle(ITEMS, ITEMS.ID.eq(1L));
        acmes.setName("renamed");
        acmes.store();
        acmes.refresh();
        assertThat(acmes.getOwner()).isEqualTo("acme");
        assertThat(tenancy.dsl(GLOBEX).fetchSingle(ITEMS, ITEMS.ID.eq(1L)).getName())
                .isEqualTo("globex pen");
        tenancy.useTransaction(GLOBEX, dsl -> {
            acmes.setName("again");
            assertThatThrownBy(acmes::store).isInstanceOf(dev.tenancy.NestedWorkException.class);
            assertThatThrownBy(acmes::refresh).isInstanceOf(dev.tenancy.NestedWorkException.class);
            assertThatThrownBy(acmes::delete).isInstanceOf(dev.tenancy.NestedWorkException.class);
        });
    }

    /** A limit: jOOQ makes the context of a nested transaction itself, and shows nobody the record that it is given. */
    @Test
    default void case_054_the_context_of_a_nested_transaction_does_not_recognise_a_record_of_another_tenant() {
        Tenancy tenancy = database().tenancy();
        ItemsRecord acmes = tenancy.dsl(ACME).fetchSingle(ITEMS, ITEMS.ID.eq(1L));
        acmes.setName("overwritten");
        tenancy.useTransaction(
                GLOBEX,
                dsl -> dsl.transaction(
                        tx -> assertThat(tx.dsl().executeUpdate(acmes)).isEqualTo(1)));
        assertThat(tenancy.dsl(GLOBEX).fetchSingle(ITEMS, ITEMS.ID.eq(1L)).getName())
                .isEqualTo("overwritten");
    }

    @BothDoors
    default void case_055_parsed_sql_reaches_the_tenant_or_nothing(Door door) {
        use(door, ACME, dsl -> assertThat(dsl.parser()
                        .parseResultQuery("select owner from tenant.items where id = 1")
                        .fetch()
                        .getValues(0, String.class))
                .containsExactly("acme"));
        assertRefused(door, "42P01", dsl -> dsl.parser()
                .parseResultQuery("select owner from items")
                .fetch());
    }

    @BothDoors
    default void case_056_a_shared_table_and_a_tenants_table_keep_their_schemas(Door door) {
        use(door, GLOBEX, dsl -> {
            var query = dsl.select(ITEMS.OWNER, COUNTRIES.NAME, count().over())
                    .from(ITEMS)
                    .join(COUNTRIES)
                    .on(COUNTRIES.CODE.eq(ITEMS.COUNTRY));
            assertThat(query.getSQL()).contains("\"tenant_globex\".\"items\"").contains("\"public\".\"countries\"");
            assertThat(query.fetch(field(name("owner"), String.class)))
                    .containsOnly("globex")
                    .hasSize(2);
        });
    }
}
