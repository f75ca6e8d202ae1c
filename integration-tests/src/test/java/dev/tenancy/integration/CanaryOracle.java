package dev.tenancy.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.conf.ParamType.INLINED;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import com.zaxxer.hikari.HikariDataSource;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record2;
import org.jooq.Result;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** After a test: no foreign row was read or written anywhere, no connection is held, and all of them are clean. */
final class CanaryOracle {

    private static final String STATE = """
            select current_user = session_user as own_user,
                   current_setting('role') as role,
                   current_setting('search_path') as search_path,
                   pg_catalog.pg_my_temp_schema() as temp_schema,
                   current_setting('transaction_read_only') as read_only,
                   current_setting('transaction_isolation') as isolation,
                   (select count(*) from pg_catalog.pg_locks l where l.pid = pg_backend_pid()
                       and l.locktype not in ('virtualxid')
                       and not coalesce(l.relation in (select c.oid from pg_class c where relnamespace = 'pg_catalog'::regnamespace), false)
                   ) as locks,
                   (select count(*) from pg_catalog.pg_cursors where is_holdable) as held_cursors,
                   (select count(*) from pg_catalog.pg_listening_channels()) as channels,
                   (select coalesce(string_agg(s.name, ', '), '') from pg_catalog.pg_settings s where s.source = 'session'
                       and s.name not in ('application_name', 'extra_float_digits', 'role', 'transaction_isolation',
                                          'transaction_read_only', 'transaction_deferrable')) as settings
            """;

    private final DSLContext superuser;
    private final TenantLayout layout;
    private final Canary canary;
    private final List<TenantId> tenants;
    private final String untouched;

    private CanaryOracle(DSLContext superuser, TenantLayout layout, Canary canary, List<TenantId> tenants) {
        this.superuser = superuser;
        this.layout = layout;
        this.canary = canary;
        this.tenants = tenants;
        this.untouched = nobodys();
    }

    /** The bystander is among the tenants, and nobody works in it. */
    static CanaryOracle before(DSLContext superuser, TenantLayout layout, Canary canary, List<TenantId> tenants) {
        return new CanaryOracle(superuser, layout, canary, tenants);
    }

    void check(HikariDataSource pool) {
        assertThat(pool.getHikariPoolMXBean().getActiveConnections())
                .as("connections that nobody gave back")
                .isZero();
        assertThat(canary.foreign()).as("rows read from a foreign owner").isEmpty();
        assertThat(foreignRows()).as("rows written with a foreign owner").isEmpty();
        assertThat(nobodys()).as("the decoy and the bystander").isEqualTo(untouched);
        assertAllClean(pool);
    }

    private Result<Record> foreignRows() {
        List<Select<Record2<String, String>>> rows = new ArrayList<>();
        for (TenantId tenant : tenants) {
            for (String table : List.of("items", "orders", "item_sizes")) {
                Field<String> owner = field(name("owner"), String.class);
                rows.add(select(inline(tenant + "." + table), owner)
                        .from(tableOf(tenant, table))
                        .where(owner.ne(tenant.value())));
            }
        }
        return superuser.fetch(rows.stream()
                .reduce((all, more) -> all.unionAll(more))
                .orElseThrow()
                .getSQL(INLINED));
    }

    private String nobodys() {
        return superuser.fetch("select * from public.items order by id").format()
                + superuser
                        .fetch("select * from {0} order by id", tableOf(TenantDatabase.BYSTANDER, "items"))
                        .format();
    }

    private Table<Record> tableOf(TenantId tenant, String table) {
        return table(name(layout.schemaOf(tenant).value(), table));
    }

    /** All of them at once, so that none is looked at twice and none is left out. */
    static void assertAllClean(HikariDataSource pool) {
        List<Connection> all = new ArrayList<>();
        try {
            for (int i = 0; i < pool.getMaximumPoolSize(); i++) {
                Connection connection = pool.getConnection();
                all.add(connection);
                assertClean(connection);
            }
        } catch (SQLException e) {
            throw new AssertionError("a connection of the pool cannot be used", e);
        } finally {
            all.forEach(CanaryOracle::close);
        }
    }

    private static void assertClean(Connection connection) throws SQLException {
        assertThat(connection.getAutoCommit()).as("auto-commit").isTrue();
        assertThat(connection.isReadOnly()).as("read-only").isFalse();
        Record state = DSL.using(connection, SQLDialect.POSTGRES).fetchSingle(STATE);
        assertThat(state.intoMap())
                .as("a connection that was given back")
                .containsEntry("own_user", true)
                .containsEntry("role", "none")
                .containsEntry("search_path", "\"\"")
                .containsEntry("read_only", "off")
                .containsEntry("isolation", "read committed")
                .containsEntry("locks", 0L)
                .containsEntry("held_cursors", 0L)
                .containsEntry("channels", 0L)
                .containsEntry("settings", "");
        assertThat(state.get("temp_schema", Long.class)).as("temporary tables").isZero();
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
