package dev.tenancy.flyway;

import static org.jooq.impl.DSL.sql;

import dev.tenancy.SchemaName;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.DSLContext;
import org.jooq.QueryPart;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tenant of which there is nothing yet in one transaction: role, schema, rights, tables, history and registry. What
 * does not come to its end leaves nothing, and nothing is said of it: the steps then do the same, and what they say counts.
 */
final class NewTenant {

    private static final System.Logger LOG = System.getLogger(NewTenant.class.getName());
    private static final DSLContext RENDERER = DSL.using(SQLDialect.POSTGRES);

    private final TenantLayout layout;
    private final Registry registry;
    private final Roles roles;
    private final Migrations migrations;
    private final Batch batch;
    private final Set<List<String>> closer = ConcurrentHashMap.newKeySet();

    NewTenant(TenantLayout layout, Registry registry, Roles roles, Migrations migrations, Batch batch) {
        this.layout = layout;
        this.registry = registry;
        this.roles = roles;
        this.migrations = migrations;
        this.batch = batch;
    }

    /** Called with the tenant's lock held. Empty if its scripts are not to be batched, or all was rolled back. */
    Optional<Entry> make(OwnerSession session, TenantId tenant, FirstLook look) {
        return migrations
                .forNew(session, layout.schemaOf(tenant))
                .flatMap(scripts -> made(session, tenant, look, scripts));
    }

    private Optional<Entry> made(OwnerSession session, TenantId tenant, FirstLook look, Fresh scripts) {
        try {
            return Optional.of(inOneTransaction(session, tenant, look, scripts));
        } catch (DataAccessException | Verification.VerificationFailed e) {
            if (Failures.connectionLost(e)) {
                throw e;
            }
            session.rollback();
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "Tenant '" + tenant + "' is made step by step, since it could not be made at once: "
                            + Failures.text(e));
            return Optional.empty();
        }
    }

    private Entry inOneTransaction(OwnerSession session, TenantId tenant, FirstLook look, Fresh scripts) {
        SchemaName schema = layout.schemaOf(tenant);
        SchemaRights rights = new SchemaRights(session.dsl(), schema, roles.granteeOf(tenant));
        List<@Nullable String> verdict = verdict(session, tenant, rights, look, scripts);
        Verification verification = new Verification(session.dsl(), layout, schema);
        if (!"t".equals(verdict.get(0))) {
            verification.require(rights, batch.historyTable());
        } else if (!"t".equals(verdict.get(1))) {
            verification.requireCode();
        }
        return activated(session, tenant, look, scripts);
    }

    /** Scripts of which the first tenant's needed a closer look need it in all. */
    private List<@Nullable String> verdict(
            OwnerSession session, TenantId tenant, SchemaRights rights, FirstLook look, Fresh scripts) {
        List<String> files = scripts.scripts().stream().map(Script::file).toList();
        boolean close = closer.contains(files);
        try {
            List<List<List<@Nullable String>>> rows =
                    OneMessage.send(session.connection(), "begin;\n" + tables(tenant, rights, look, scripts, close));
            return rows.get(rows.size() - 1).get(0);
        } catch (DataAccessException e) {
            if (close || !Failures.text(e).contains(BatchSql.LOOK_CLOSER)) {
                throw e;
            }
            closer.add(files);
            session.rollback();
            return verdict(session, tenant, rights, look, scripts);
        }
    }

    /** Ends with a look at whether the rights are as they must be, and whether there is no code to be looked at. */
    private String tables(TenantId tenant, SchemaRights rights, FirstLook look, Fresh scripts, boolean close) {
        StringBuilder sql = new StringBuilder();
        if (roles.used()) {
            roles.making(tenant, look.database()).forEach(part -> statement(sql, part));
        }
        statement(sql, Schemas.making(layout.schemaOf(tenant)));
        rights.granting().forEach(part -> statement(sql, part));
        sql.append(batch.first(layout.schemaOf(tenant), scripts.configuration(), scripts.scripts(), close));
        sql.append(BatchSql.END_OF_SCRIPT);
        statement(sql, rights.revokingHistory(batch.historyTable()));
        statement(sql, sql("select set_config('search_path', {0}, true)", OwnerSession.PATH));
        statement(
                sql,
                sql("select {0}, {1}", rights.hold(batch.historyTable()), CodeFindings.none(layout.schemaOf(tenant))));
        return sql.toString();
    }

    /** To be a member of the group is the last thing, since PostgreSQL lets one at a time become it until its commit. */
    private Entry activated(OwnerSession session, TenantId tenant, FirstLook look, Fresh scripts) {
        QueryPart registered = registry.create(tenant, scripts.version(), roles.used());
        return session.dsl()
                .fetchMany(
                        roles.used() ? "{0}; {1}; {2}; commit" : "{2}; commit",
                        roles.inGroup(tenant, look.serverVersion()),
                        roles.ofApp(tenant, look.serverVersion()),
                        registered)
                .get(0)
                .map(Entry::of)
                .get(0);
    }

    private static void statement(StringBuilder sql, QueryPart part) {
        sql.append(RENDERER.renderInlined(part)).append(";\n");
    }
}
