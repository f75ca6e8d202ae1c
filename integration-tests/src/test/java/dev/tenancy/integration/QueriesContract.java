package dev.tenancy.integration;

import static dev.tenancy.generated.shared.Tables.COUNTRIES;
import static dev.tenancy.generated.tenant.Tables.ACTIVE_ITEMS;
import static dev.tenancy.generated.tenant.Tables.ITEMS;
import static dev.tenancy.generated.tenant.Tables.ORDERS;
import static dev.tenancy.integration.TenantDatabase.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.jsonObject;
import static org.jooq.impl.DSL.multiset;
import static org.jooq.impl.DSL.multisetAgg;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import dev.tenancy.generated.tenant.tables.records.ItemsRecord;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Cursor;
import org.jooq.Records;
import org.jooq.Results;

/** Ways to ask. */
interface QueriesContract extends ContractPart {

    @BothDoors
    default void a_stream_is_read_row_by_row(Door door) {
        use(door, ACME, dsl -> {
            try (Stream<ItemsRecord> items =
                    dsl.selectFrom(ITEMS).orderBy(ITEMS.ID).fetchSize(1).fetchStream()) {
                assertThat(items.map(ItemsRecord::getName)).containsExactly("acme pen", "acme ink");
            }
            assertThat(dsl.selectFrom(ITEMS).collect(Collectors.counting())).isEqualTo(2);
        });
    }

    @BothDoors
    default void a_cursor_is_read_while_other_statements_run(Door door) {
        use(door, ACME, dsl -> {
            try (Cursor<ItemsRecord> items =
                    dsl.selectFrom(ITEMS).orderBy(ITEMS.ID).fetchSize(1).fetchLazy()) {
                assertThat(items.fetchNext().getName()).isEqualTo("acme pen");
                assertThat(dsl.fetchCount(ORDERS)).isZero();
                assertThat(items.fetchNext().getName()).isEqualTo("acme ink");
                assertThat(items.fetchNext()).isNull();
            }
        });
    }

    @BothDoors
    default void rows_of_a_thousand_come_through_a_small_fetch_size(Door door) {
        use(door, ACME, dsl -> {
            dsl.execute(
                    "insert into {0} (owner, name) select 'acme', 'n' || i from generate_series(1, 1000) as s (i)",
                    ITEMS);
            try (Stream<ItemsRecord> items = dsl.selectFrom(ITEMS).fetchSize(7).fetchStream()) {
                assertThat(items).hasSize(1002);
            }
        });
    }

    @BothDoors
    default void several_results_of_one_text_all_arrive(Door door) {
        use(door, ACME, dsl -> {
            Results results =
                    dsl.fetchMany("select 1 as one; select name from {0} order by id; select 3 as three", ITEMS);
            assertThat(results).hasSize(3);
            assertThat(results.get(0).getValues(0, Integer.class)).containsExactly(1);
            assertThat(results.get(1).getValues(0, String.class)).containsExactly("acme pen", "acme ink");
            assertThat(results.get(2).getValues(0, Integer.class)).containsExactly(3);
        });
    }

    @BothDoors
    default void counts_and_results_of_one_text_keep_their_order(Door door) {
        use(door, ACME, dsl -> {
            Results results = dsl.fetchMany("update {0} set price_cents = 0; select count(*) from {0}", ITEMS);
            assertThat(results.resultsOrRows()).hasSize(2);
            assertThat(results.resultsOrRows().get(0).rows()).isEqualTo(2);
            assertThat(results.get(0).getValues(0, Integer.class)).containsExactly(2);
        });
    }

    @BothDoors
    default void a_common_table_expression_reads_the_tenant(Door door) {
        use(door, ACME, dsl -> {
            var cheap =
                    name("cheap").as(select(ITEMS.NAME, ITEMS.OWNER).from(ITEMS).where(ITEMS.PRICE_CENTS.lt(200L)));
            assertThat(dsl.with(cheap).selectFrom(cheap).fetch(cheap.field(ITEMS.NAME)))
                    .containsExactly("acme pen");
        });
    }

    @BothDoors
    default void a_recursive_common_table_expression_walks_the_tenants_rows(Door door) {
        use(door, ACME, dsl -> {
            var first = dsl.insertInto(ORDERS, ORDERS.OWNER, ORDERS.ITEM_ID, ORDERS.QUANTITY)
                    .values("acme", 1L, 1)
                    .returning(ORDERS.ID)
                    .fetchSingle();
            dsl.insertInto(ORDERS, ORDERS.OWNER, ORDERS.ITEM_ID, ORDERS.QUANTITY, ORDERS.REPLACES)
                    .values("acme", 1L, 2, first.getId())
                    .execute();
            var chain = name("chain")
                    .fields("id")
                    .as(select(ORDERS.ID)
                            .from(ORDERS)
                            .where(ORDERS.REPLACES.isNull())
                            .unionAll(select(ORDERS.ID)
                                    .from(ORDERS)
                                    .join(table(name("chain")))
                                    .on(ORDERS.REPLACES.eq(field(name("chain", "id"), ORDERS.ID.getDataType())))));
            assertThat(dsl.withRecursive(chain)
                            .select(count())
                            .from(chain)
                            .fetchSingle()
                            .value1())
                    .isEqualTo(2);
        });
    }

    @BothDoors
    default void a_shared_table_and_a_tenants_table_meet_in_one_query(Door door) {
        use(door, ACME, dsl -> assertThat(dsl.select(ITEMS.NAME, ITEMS.OWNER, COUNTRIES.NAME)
                        .from(ITEMS)
                        .join(COUNTRIES)
                        .on(COUNTRIES.CODE.eq(ITEMS.COUNTRY))
                        .orderBy(ITEMS.ID)
                        .fetch(COUNTRIES.NAME))
                .containsExactly("New Zealand", "Türkiye"));
    }

    @BothDoors
    default void a_view_reads_the_tenant(Door door) {
        use(door, ACME, dsl -> assertThat(dsl.selectFrom(ACTIVE_ITEMS).fetch(ACTIVE_ITEMS.NAME))
                .containsExactly("acme pen"));
    }

    @BothDoors
    default void nested_collections_come_as_json(Door door) {
        use(door, ACME, dsl -> {
            dsl.insertInto(ORDERS, ORDERS.OWNER, ORDERS.ITEM_ID, ORDERS.QUANTITY)
                    .values("acme", 1L, 2)
                    .values("acme", 1L, 3)
                    .execute();
            Map<String, List<Integer>> quantities = dsl.select(
                            ITEMS.NAME,
                            multiset(select(ORDERS.QUANTITY)
                                            .from(ORDERS)
                                            .where(ORDERS.ITEM_ID.eq(ITEMS.ID))
                                            .orderBy(ORDERS.QUANTITY))
                                    .convertFrom(rows -> rows.getValues(ORDERS.QUANTITY)))
                    .from(ITEMS)
                    .collect(Records.intoMap());
            assertThat(quantities).containsEntry("acme pen", List.of(2, 3)).containsEntry("acme ink", List.of());
            assertThat(dsl.select(multisetAgg(ITEMS.NAME).as("names"))
                            .from(ITEMS)
                            .fetchSingle()
                            .value1())
                    .hasSize(2);
            assertThat(dsl.select(jsonObject(ITEMS.NAME, ITEMS.PRICE_CENTS))
                            .from(ITEMS)
                            .where(ITEMS.ID.eq(1L))
                            .fetchSingle()
                            .value1()
                            .data())
                    .contains("acme pen");
            assertThat(dsl.select(row(ITEMS.ID, ITEMS.NAME))
                            .from(ITEMS)
                            .where(ITEMS.ID.eq(2L))
                            .fetchSingle()
                            .value1()
                            .value2())
                    .isEqualTo("acme ink");
        });
    }

    @BothDoors
    default void the_parser_resolves_names_of_the_template_schema_to_the_tenant(Door door) {
        use(door, ACME, dsl -> {
            assertThat(dsl.parser()
                            .parseResultQuery("select name from tenant.items order by id limit 1")
                            .fetch()
                            .getValues(0, String.class))
                    .containsExactly("acme pen");
            assertThat(dsl.render(dsl.parser().parseQuery("update tenant.items set name = 'x'")))
                    .contains("\"tenant_acme\".\"items\"");
        });
    }

    @BothDoors
    default void a_parsing_connection_translates_and_gives_its_connection_back(Door door) throws Exception {
        use(door, ACME, dsl -> {
            for (int more = 0; more <= TenantDatabase.POOL_SIZE; more++) { // than the pool has, if one were kept
                try (var connection = dsl.parsingConnection();
                        PreparedStatement query =
                                connection.prepareStatement("select name from tenant.items where id = ?")) {
                    query.setLong(1, 2);
                    try (ResultSet rows = query.executeQuery()) {
                        assertThat(rows.next()).isTrue();
                        assertThat(rows.getString(1)).isEqualTo("acme ink");
                    }
                }
            }
        });
    }

    @BothDoors
    default void raw_jdbc_on_the_connection_runs_as_the_tenant(Door door) {
        use(door, ACME, dsl -> {
            String sql = dsl.renderInlined(select(ITEMS.NAME).from(ITEMS).where(ITEMS.ID.eq(1L)));
            String plain = dsl.connectionResult(connection -> {
                try (var statement = connection.createStatement()) {
                    return firstOf(statement.executeQuery(sql));
                }
            });
            String prepared = dsl.connectionResult(connection -> {
                try (var statement = connection.prepareStatement(sql)) {
                    return firstOf(statement.executeQuery());
                }
            });
            assertThat(List.of(plain, prepared)).containsOnly("acme pen");
        });
    }

    private static String firstOf(ResultSet rows) throws SQLException {
        assertThat(rows.next()).isTrue();
        return rows.getString(1);
    }

    @BothDoors
    default void the_catalog_is_read(Door door) {
        use(door, ACME, dsl -> {
            assertThat(dsl.meta().getSchemas(database().schema(ACME))).hasSize(1);
            assertThat(dsl.meta().getTables(name(database().schema(ACME), "items")))
                    .hasSize(1);
        });
    }

    @BothDoors
    default void a_plain_template_takes_generated_names(Door door) {
        use(door, ACME, dsl -> {
            assertThat(dsl.resultQuery("select {0} from {1} where {2} = {3}", ITEMS.NAME, ITEMS, ITEMS.ID, inline(2))
                            .fetch(0, String.class))
                    .containsExactly("acme ink");
            assertThat(dsl.select(field("count(*)", Long.class))
                            .from(ITEMS)
                            .fetchSingle()
                            .value1())
                    .isEqualTo(2);
        });
    }

    @BothDoors
    default void an_error_names_the_tenants_table_and_keeps_its_state(Door door) {
        assertThatThrownBy(() -> use(door, ACME, dsl -> dsl.insertInto(ITEMS, ITEMS.ID, ITEMS.OWNER, ITEMS.NAME)
                        .values(1L, "acme", "there already")
                        .execute()))
                .isInstanceOf(org.jooq.exception.IntegrityConstraintViolationException.class)
                .hasMessageContaining("items_pkey");
    }
}
