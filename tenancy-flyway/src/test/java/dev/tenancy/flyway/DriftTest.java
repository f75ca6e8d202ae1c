package dev.tenancy.flyway;

import static dev.tenancy.flyway.Db.scripts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenancy.Isolation;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.flyway.DriftReport.Group;
import dev.tenancy.flyway.DriftReport.NotCompared;
import dev.tenancy.test.PostgresExtension;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jooq.Name;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DriftTest {

    private static final String TABLES = """
            create type status as enum ('draft', 'active');
            create domain sku as text check (value ~ '^[A-Z]+$');
            create table items (
              id bigint generated always as identity primary key,
              name varchar(200) not null,
              sku sku,
              status status not null default 'draft',
              price numeric(12, 2) check (price >= 0),
              doubled numeric generated always as (price * 2) stored,
              created_at timestamptz not null default now(),
              owner text not null default '${flyway:defaultSchema}');
            create index items_newest on items (created_at desc) where status = 'active';
            create table orders (id serial primary key, item_id bigint not null references items);
            create table events (at date not null, what text) partition by range (at);
            comment on table items is 'the items of ${flyway:defaultSchema}, or "${flyway:defaultSchema}"';
            create view totals with (security_invoker = true) as
              select i.id, count(o.id) as orders from items i left join orders o on o.item_id = i.id group by i.id;
            create function touch() returns trigger language plpgsql set search_path from current as $$
            begin
              new.created_at = now();
              return new;
            end $$;
            create trigger items_touch before update on items for each row execute function touch();
            alter table orders enable row level security;
            create policy orders_all on orders using (item_id > 0);
            create sequence numbers increment by 10;
            """;

    @RegisterExtension
    static final PostgresExtension postgres = PostgresExtension.create();

    @RegisterExtension
    static final Db db = new Db(postgres);

    private static int number;

    @TempDir
    Path directory;

    private Tenants tenants;
    private TenantId first;

    /** Others are gone from the fleet of this test: their rows are. */
    @BeforeEach
    void a_fleet() {
        db.tenants().prepare();
        db.owner().execute("delete from public.tenants");
        String location = scripts(directory, "V1__tables.sql", TABLES);
        tenants = db.tenants(builder -> builder.locations(location));
        first = TenantId.of("first-" + ++number);
        tenants.provision(first);
    }

    @Test
    void tenants_that_were_made_the_same_way_do_not_drift_whatever_they_are_called_and_hold() {
        List<TenantId> others = bulk().make(number + "st_", 3);
        TenantId suspended = TenantId.of("zz" + number);
        tenants.provision(suspended);
        tenants.suspend(suspended);
        tenants.suspend(first);
        tenants.resume(first);
        run(others.get(0), """
                insert into items (name) select 'item ' || i from generate_series(1, 100) i;
                select nextval('numbers');
                create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01');
                create index on events_2026 (what);
                analyze items""");
        run(others.get(1), "alter table items add column note text; alter table items drop column note");

        DriftReport report = tenants.fleet().drift();

        assertThat(report).hasToString("No drift: 5 tenants compared.");
        assertThat(report.groups()).isEmpty();
        assertThat(report.notCompared()).isEmpty();
        assertThat(report.compared()).isEqualTo(5);
        assertThat(report.orThrow()).isSameAs(report);
    }

    @Test
    void case_111_a_hand_made_column_index_and_grant_are_found() {
        List<TenantId> others = bulk().make("t" + number + "-", 4);
        TenantId acme = others.get(2);
        run(acme, """
                alter table items add column note text;
                create index items_by_hand on items (name);
                grant select on items to public""");

        DriftReport report = tenants.fleet().drift();

        assertThat(report).hasToString("""
                Drift: 1 of 5 tenants.
                %s is not like %s and 3 more at version 1:
                  table items: rights of PUBLIC are SELECT instead of none
                  extra column items.note: text
                  extra index items_by_hand of items: CREATE INDEX items_by_hand ON <tenant>.items USING btree (name)
                Undo by hand what is not wanted; what is, write into a script for all tenants.""".formatted(acme, first));
        assertThatThrownBy(report::orThrow)
                .isInstanceOf(DriftException.class)
                .hasMessage(report.toString())
                .extracting(e -> ((DriftException) e).report())
                .isSameAs(report);
        assertThat(report.toJson())
                .contains("\"compared\":5,\"drifted\":1,\"groups\":[{\"tenants\":[\"" + acme + "\"],\"like\":\"" + first
                        + "\",\"peers\":4,\"version\":\"1\",\"differences\":[{\"what\":\"CHANGED\",\"type\":\"TABLE\","
                        + "\"name\":\"items\",\"property\":\"rights of PUBLIC\",\"found\":\"SELECT\","
                        + "\"text\":\"table items: rights of PUBLIC are SELECT instead of none\"},"
                        + "{\"what\":\"EXTRA\",\"type\":\"COLUMN\",\"table\":\"items\",\"name\":\"note\",\"found\":\"text\","
                        + "\"text\":\"extra column items.note: text\"}")
                .endsWith("}]}],\"notCompared\":[]}");
        assertThat(report.ignoring(difference -> difference.name().equals("note"))
                        .groups())
                .extracting(group -> group.differences().size())
                .containsExactly(2);
        assertThat(report.ignoring(difference -> true).orThrow()).hasToString("No drift: 5 tenants compared.");
    }

    @Test
    void every_kind_of_change_is_named_and_nothing_else() {
        Map<String, List<String>> changes = new LinkedHashMap<>();
        changes.put(
                "drop table orders cascade; drop view if exists totals",
                List.of("missing table orders", "missing view totals"));
        changes.put(
                "create table hand (id int primary key, name text unique); create index on hand (name)",
                List.of("extra table hand"));
        changes.put(
                "alter table items drop column price cascade",
                List.of(
                        "missing column items.doubled: numeric",
                        "missing column items.price: numeric(12,2)",
                        "missing constraint items_price_check of items: CHECK ((price >= (0)::numeric))"));
        changes.put(
                "alter table items alter name type text",
                List.of("column items.name: type is text instead of character varying(200)"));
        changes.put(
                "alter table items alter name drop not null",
                List.of("column items.name: nullability is nullable instead of not null"));
        changes.put(
                "alter table items alter name set default 'x'",
                List.of("column items.name: default is 'x'::character varying instead of none"));
        changes.put(
                "alter table items alter status drop default",
                List.of("column items.status: default is none instead of 'draft'::<tenant>.status"));
        changes.put(
                "alter table items alter id set generated by default",
                List.of("column items.id: generated is by default as identity instead of always as identity"));
        changes.put(
                "comment on column items.name is 'by hand'",
                List.of("column items.name: comment is by hand instead of none"));
        changes.put(
                "drop index items_newest; create index items_newest on items (created_at)",
                List.of(
                        "index items_newest of items: definition is CREATE INDEX items_newest ON <tenant>.items USING btree (created_at) instead of CREATE INDEX items_newest ON <tenant>.items USING btree (created_at DESC) WHERE (status = 'active'::<tenant>.status)"));
        changes.put(
                "drop index items_newest",
                List.of(
                        "missing index items_newest of items: CREATE INDEX items_newest ON <tenant>.items USING btree (created_at DESC) WHERE (status = 'active'::<tenant>.status)"));
        changes.put(
                "alter table orders drop constraint orders_item_id_fkey, add constraint orders_item_id_fkey foreign key (item_id) references items on delete cascade",
                List.of(
                        "constraint orders_item_id_fkey of orders: definition is FOREIGN KEY (item_id) REFERENCES <tenant>.items(id) ON DELETE CASCADE instead of FOREIGN KEY (item_id) REFERENCES <tenant>.items(id)"));
        changes.put(
                "alter table items disable trigger items_touch",
                List.of("trigger items_touch of items: state is disabled instead of enabled"));
        changes.put(
                "create or replace function touch() returns trigger language plpgsql set search_path from current as $$\nbegin\n  new.created_at = '2000-01-01';\n  return new;\nend $$",
                List.of(
                        "function touch(): body from line 3: new.created_at = '2000-01-01'; instead of new.created_at = now();"));
        changes.put(
                "alter function touch() reset search_path",
                List.of("function touch(): settings are none instead of search_path=<tenant>"));
        changes.put(
                "alter function touch() security definer",
                List.of("function touch(): security is definer instead of invoker"));
        changes.put(
                "create or replace view totals with (security_invoker = true) as select i.id, count(o.id) + 1 as orders from items i left join orders o on o.item_id = i.id group by i.id",
                List.of(
                        "view totals: definition from line 2: (count(o.id) + 1) AS orders instead of count(o.id) AS orders"));
        changes.put(
                "alter view totals reset (security_invoker)",
                List.of("view totals: options are none instead of security_invoker=true"));
        changes.put(
                "alter sequence numbers cycle",
                List.of(
                        "sequence numbers: definition is bigint start 1 increment 10 minimum 1 maximum 9223372036854775807 cache 1 cycle instead of bigint start 1 increment 10 minimum 1 maximum 9223372036854775807 cache 1"));
        changes.put(
                "alter type status add value 'gone'",
                List.of("type status: definition is 'draft', 'active', 'gone' instead of 'draft', 'active'"));
        changes.put(
                "alter domain sku set not null",
                List.of(
                        "type sku: definition is text not null sku_check CHECK ((VALUE ~ '^[A-Z]+$'::text)) instead of text sku_check CHECK ((VALUE ~ '^[A-Z]+$'::text))"));
        changes.put(
                "alter table orders disable row level security",
                List.of("table orders: row security is disabled instead of enabled"));
        changes.put(
                "alter policy orders_all on orders using (true)",
                List.of("policy orders_all of orders: using is true instead of (item_id > 0)"));
        changes.put(
                "alter table items set (fillfactor = 70)",
                List.of("table items: options are fillfactor=70 instead of none"));
        changes.put(
                "create collation by_hand (provider = libc, locale = 'C')",
                List.of("extra collation <tenant>.by_hand"));
        changes.put(
                "alter table orders rename to bestellungen",
                List.of(
                        "extra table bestellungen",
                        "missing table orders",
                        "sequence orders_id_seq: owned by is bestellungen.id instead of orders.id",
                        "view totals: definition from line 4: LEFT JOIN <tenant>.bestellungen o ON ((o.item_id = i.id))) instead of LEFT JOIN <tenant>.orders o ON ((o.item_id = i.id)))"));
        changes.put(
                "revoke update on items from ROLE",
                List.of(
                        "table items: rights of <tenant> are INSERT, SELECT, DELETE instead of INSERT, SELECT, UPDATE, DELETE"));
        changes.put(
                "grant create on schema SCHEMA to ROLE",
                List.of("the tenant's schema: rights of <tenant> are USAGE, CREATE instead of USAGE"));
        changes.put(
                "alter default privileges in schema SCHEMA grant execute on functions to ROLE with grant option",
                List.of("extra default rights on functions"));
        changes.put(
                "grant select (name) on items to APP",
                List.of("column items.name: rights of APP are SELECT instead of none"));
        List<TenantId> others = bulk().make("t" + number + "-", changes.size() + 3);
        List<TenantId> changed = others.subList(0, changes.size());
        List<String> statements = List.copyOf(changes.keySet());
        for (int i = 0; i < changed.size(); i++) {
            run(changed.get(i), statements.get(i));
        }

        Map<String, List<String>> found = new LinkedHashMap<>();
        for (int i = 0; i < changed.size(); i++) {
            found.put(statements.get(i), List.of());
        }
        for (Group group : tenants.fleet().drift().groups()) {
            assertThat(group.tenants()).hasSize(1);
            found.put(
                    statements.get(changed.indexOf(group.tenants().get(0))),
                    group.differences().stream()
                            .map(Difference::toString)
                            .map(text -> text.replace(db.app(), "APP"))
                            .toList());
        }

        assertThat(found).containsExactlyEntriesOf(changes);
    }

    @Test
    void an_owner_and_a_role_that_were_changed_by_hand_are_found() {
        List<TenantId> others = bulk().make("t" + number + "-", 4);
        db.superuser().execute("alter table {0} owner to {1}", db.table(others.get(0), "orders"), db.superuserName());
        db.superuser().execute("alter role {0} set statement_timeout = '7s'", role(others.get(1)));
        db.superuser().execute("alter role {0} createdb", role(others.get(1)));
        db.superuser().execute("grant {0} to {1}", role(others.get(2)), role(others.get(3)));

        DriftReport report = tenants.fleet().drift();

        String inheriting = postgres.major() >= 16 ? " (inheriting)" : ""; // before, a property of the role
        assertThat(report.groups())
                .extracting(group ->
                        group.tenants() + " " + group.differences().toString().replace(prefix(), ""))
                .containsExactlyInAnyOrder(
                        "[" + others.get(0) + "] [table orders: owner is "
                                + db.superuserName().last() + " instead of "
                                + postgres.ownerDataSource().getUser() + "]",
                        "[" + others.get(1) + "] [the tenant's role: attributes are createdb instead of none,"
                                + " the tenant's role: settings are statement_timeout=7s instead of none]",
                        "[" + others.get(2) + "] [the tenant's role: members are " + db.app() + ", " + others.get(3)
                                + inheriting + " instead of " + db.app() + "]",
                        "[" + others.get(3) + "] [the tenant's role: member of is _shared" + inheriting + ", "
                                + others.get(2) + inheriting + " instead of _shared" + inheriting + "]");
    }

    @Test
    void tenants_are_compared_with_those_that_ran_the_same_scripts() {
        List<TenantId> others = bulk().make("t" + number + "-", 5);
        String newer = scripts(directory, "V2__note.sql", "alter table items add column note text");
        Tenants next = db.tenants(builder -> builder.locations(newer));
        next.migrate(others.get(0));

        assertThat(next.fleet().drift())
                .hasToString("No drift: 5 tenants compared.\nNot compared: " + others.get(0)
                        + ". No other tenant has run the same scripts; migrate the fleet, and it will have peers.");

        next.migrate(others.get(1));
        run(others.get(1), "alter table items drop column note");
        run(others.get(2), "alter table items add column note text");
        next.migrate(others.get(3));
        assertThat(next.fleet().drift().groups())
                .extracting(group ->
                        group.tenants() + " " + group.version() + " " + group.peers() + " " + group.differences())
                .containsExactly(
                        "[" + others.get(1) + "] Optional[2] 2 [missing column items.note: text]",
                        "[" + others.get(2) + "] Optional[1] 2 [extra column items.note: text]");
    }

    @Test
    void who_has_no_schema_or_no_history_is_not_compared() {
        List<TenantId> others = bulk().make("t" + number + "-", 4);
        db.owner().execute("drop schema {0} cascade", DSL.name(db.schema(others.get(0))));
        db.owner().execute("drop table {0}", db.table(others.get(1), "flyway_schema_history"));

        DriftReport report = tenants.fleet().drift();

        assertThat(report.compared()).isEqualTo(3);
        assertThat(report.groups()).isEmpty();
        assertThat(report.notCompared())
                .containsExactly(
                        new NotCompared(
                                others.get(0),
                                "The database has no schema \"" + db.schema(others.get(0))
                                        + "\". Restore it from a backup; or, if the tenant is to go, suspend and deprovision it."),
                        new NotCompared(
                                others.get(1),
                                "Schema \"" + db.schema(others.get(1))
                                        + "\" has no history table \"flyway_schema_history\"."
                                        + " Restore the table from a backup, or run Flyway's baseline on the schema."));
    }

    @Test
    void without_roles_the_rights_are_those_of_the_app_login() {
        TenantLayout qualified =
                db.layout().toBuilder().isolation(Isolation.QUALIFIED).build();
        Tenants plain = db.tenants(builder -> builder.layout(qualified).locations("filesystem:" + directory));
        List<TenantId> some = Stream.of("a", "b", "c")
                .map(id -> TenantId.of("q" + number + id))
                .toList();
        db.owner().execute("delete from public.tenants");
        some.forEach(plain::provision);
        plain.suspend(some.get(0));
        assertThat(plain.fleet().drift()).hasToString("No drift: 3 tenants compared.");

        run(some.get(2), "revoke insert on items from APP");
        assertThat(plain.fleet().drift().groups())
                .extracting(group -> group.differences().toString().replace(db.app(), "APP"))
                .containsExactly(
                        "[table items: rights of APP are SELECT, UPDATE, DELETE instead of INSERT, SELECT, UPDATE, DELETE]");
    }

    private static Name role(TenantId tenant) {
        return DSL.name(db.layout().roleOf(tenant));
    }

    private static String prefix() {
        return db.layout().groupRole().replace("_shared", "");
    }

    private BulkTenants bulk() {
        return new BulkTenants(db, first, TABLES);
    }

    private void run(TenantId tenant, String sql) {
        String text = sql.replace("SCHEMA", "\"" + db.schema(tenant) + "\"")
                .replace("ROLE", "\"" + db.layout().roleOf(tenant) + "\"")
                .replace("APP", "\"" + db.app() + "\"");
        db.owner().transaction(tx -> {
            tx.dsl().execute("set local search_path = {0}", DSL.name(db.schema(tenant)));
            tx.dsl().execute(DSL.sql(text));
        });
    }
}
