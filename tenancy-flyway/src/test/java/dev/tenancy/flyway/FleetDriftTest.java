package dev.tenancy.flyway;

import static dev.tenancy.flyway.Db.scripts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenancy.TenantId;
import dev.tenancy.test.PostgresExtension;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class FleetDriftTest {

    /** docs/performance.md measures with {@code -Ddrift.tenants=1000 -Ddrift.tables=20}. */
    private static final int TENANTS = Integer.getInteger("drift.tenants", 500);

    private static final int MORE_TABLES = Integer.getInteger("drift.tables", 1) - 1;

    private static final String TABLES = """
            create table items (id bigint primary key, name text not null);
            create index items_name on items (name);
            create function item_count() returns bigint language sql set search_path from current as 'select count(*) from items';
            """
            + IntStream.rangeClosed(1, MORE_TABLES)
                    .mapToObj(table -> """
            create table more_%1$s (id bigint generated always as identity primary key, name varchar(200) not null,
              status text not null default 'draft', price numeric(12, 2) check (price >= 0), attributes jsonb,
              created_at timestamptz not null default now(), updated_at timestamptz, item_id bigint references items);
            create index more_%1$s_newest on more_%1$s (created_at desc, id);
            create index more_%1$s_drafts on more_%1$s (name) where status = 'draft';
            """.formatted(table))
                    .collect(Collectors.joining());

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres);

    @TempDir
    Path directory;

    @Test
    void in_a_fleet_of_500_three_kinds_of_drift_are_named_and_nothing_else() {
        String location = scripts(directory, "V1__tables.sql", TABLES);
        Tenants tenants = db.tenants(builder -> builder.locations(location));
        TenantId first = TenantId.of("first");
        tenants.provision(first);
        List<TenantId> others = new BulkTenants(db, first, TABLES).make("t", TENANTS - 1);
        for (int i : List.of(6, 76, 476)) {
            db.owner().execute("drop index {0}", db.table(others.get(i), "items_name"));
        }
        for (int i : List.of(33, 433)) {
            db.owner().execute("alter table {0} add column note text", db.table(others.get(i), "items"));
        }
        db.owner()
                .execute(
                        "create or replace function {0}() returns bigint language sql set search_path = {1} as"
                                + " 'select count(*) + 1 from items'",
                        db.table(others.get(250), "item_count"), DSL.name(db.schema(others.get(250))));

        long begun = System.nanoTime();
        DriftReport report = tenants.fleet().drift();
        if (MORE_TABLES > 0) {
            System.out.printf("drift of %d tenants: %.1f s%n", TENANTS, (System.nanoTime() - begun) / 1e9);
        }

        assertThat(report).hasToString("""
                Drift: 6 of TENANTS tenants.
                t477, t7, t77 are not like first and PEERS more at version 1:
                  missing index items_name of items: CREATE INDEX items_name ON <tenant>.items USING btree (name)
                t34, t434 are not like first and PEERS more at version 1:
                  extra column items.note: text
                t251 is not like first and PEERS more at version 1:
                  function item_count(): body is select count(*) + 1 from items instead of select count(*) from items
                Undo by hand what is not wanted; what is, write into a script for all tenants.""".replace("TENANTS", String.format(Locale.ROOT, "%,d", TENANTS))
                .replace("PEERS", String.valueOf(TENANTS - 7)));
    }
}
