package dev.tenancy.flyway;

import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.val;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.TenantStatus;
import dev.tenancy.flyway.Diagnosis.Finding;
import dev.tenancy.flyway.Diagnosis.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.QueryPart;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Compares the registry with the database. Reads only, on one session, set by set and never tenant by tenant. */
final class Doctor {

    private final Parts parts;
    private final OwnerSession session;
    private final DSLContext dsl;
    private final TenantLayout layout;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<TenantId, Entry> entries = new TreeMap<>();
    private final Map<TenantId, String> schemas = new TreeMap<>();

    Doctor(Parts parts, OwnerSession session) {
        this.parts = parts;
        this.session = session;
        this.dsl = session.dsl();
        this.layout = parts.layout();
    }

    Diagnosis look() {
        OwnerRights.missing(dsl, layout, parts.roles())
                .forEach(right -> add(
                        Kind.OWNER_RIGHT, null, "The owner login lacks a right: " + right.need() + ".", right.grant()));
        if (!parts.registry().exists(dsl)) {
            add(
                    Kind.REGISTRY_MISSING,
                    null,
                    "There is no registry " + render("{0}", parts.registry().qualifiedName()) + ".",
                    "tenants.prepare()");
        } else {
            lookAtTenants();
        }
        findings.sort(Comparator.comparing(Finding::kind)
                .thenComparing(finding -> finding.tenant().map(TenantId::value).orElse("")));
        return new Diagnosis(findings);
    }

    private void lookAtTenants() {
        parts.registry().all(dsl).forEach(entry -> entries.put(entry.id(), entry));
        dsl.resultQuery("select nspname from pg_namespace")
                .fetchInto(String.class)
                .forEach(schema -> layout.tenantOf(schema).ifPresent(tenant -> schemas.put(tenant, schema)));
        lookAtAppLogin();
        lookAtSchemas();
        lookAtStuck();
        lookAtCode();
        new DoctorRights(this, parts).look();
        new DoctorHistory(this, parts, session).look();
    }

    DSLContext dsl() {
        return dsl;
    }

    /** Tenants that are served or could be again, and whose schema is there. */
    Map<TenantId, Entry> living() {
        return entries.entrySet().stream()
                .filter(entry -> schemas.containsKey(entry.getKey()))
                .filter(entry -> entry.getValue().status() == TenantStatus.ACTIVE
                        || entry.getValue().status() == TenantStatus.SUSPENDED)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (first, second) -> first, TreeMap::new));
    }

    String[] livingSchemas() {
        return living().keySet().stream()
                .map(tenant -> layout.schemaOf(tenant).value())
                .toArray(String[]::new);
    }

    Optional<Entry> entry(TenantId tenant) {
        return Optional.ofNullable(entries.get(tenant));
    }

    @Nullable
    TenantId tenantOf(String schema) {
        return layout.tenantOf(schema).orElse(null);
    }

    void add(Kind kind, @Nullable TenantId tenant, String problem, String mend) {
        findings.add(new Finding(kind, Optional.ofNullable(tenant), problem, mend));
    }

    static String render(String statement, QueryPart... names) {
        return DSL.using(SQLDialect.POSTGRES).render(DSL.sql(statement, names));
    }

    private void lookAtAppLogin() {
        String login = parts.roles().appLogin();
        if (!parts.roles().exists(dsl, login)) {
            return; // among the owner's rights
        }
        String registry = dsl.render(parts.registry().qualifiedName());
        if (!Boolean.TRUE.equals(
                dsl.fetchValue("select has_table_privilege({0}, {1}, 'select')", val(login), val(registry)))) {
            add(
                    Kind.APP_LOGIN,
                    null,
                    "The app login \"" + login + "\" cannot read the registry.",
                    render("grant select on {0} to {1};", parts.registry().qualifiedName(), name(login)));
        }
        String path = searchPath(login);
        if (!Set.of("", "\"\"", "extensions", "\"extensions\"").contains(path)) {
            add(
                    Kind.APP_LOGIN,
                    null,
                    "The app login \"" + login + "\" has the search path " + path
                            + ": an unqualified name reads what is there, instead of failing.",
                    render("alter role {0} set search_path = '';", name(login)));
        }
    }

    private String searchPath(String login) {
        return dsl.resultQuery("""
                        select substr(c, length('search_path=') + 1)
                        from pg_db_role_setting s, unnest(s.setconfig) c
                        where s.setrole in (0, (select oid from pg_roles where rolname = {0}))
                          and s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
                          and c like 'search_path=%'
                        order by s.setrole = 0, s.setdatabase = 0
                        limit 1
                        """, val(login)).fetchOptionalInto(String.class).orElse("\"$user\", public");
    }

    private void lookAtSchemas() {
        entries.values().stream()
                .filter(entry -> !schemas.containsKey(entry.id()))
                .filter(entry -> entry.status() == TenantStatus.ACTIVE || entry.status() == TenantStatus.SUSPENDED)
                .forEach(entry -> add(
                        Kind.SCHEMA_MISSING,
                        entry.id(),
                        "Tenant '" + entry.id() + "' is " + entry.status() + " and has no schema \""
                                + layout.schemaOf(entry.id()) + "\".",
                        "Restore the schema from a backup; or, if the tenant is to go, suspend and deprovision it."));
        schemas.forEach((tenant, schema) -> {
            Entry entry = entries.get(tenant);
            if (entry == null) {
                add(
                        Kind.SCHEMA_UNREGISTERED,
                        tenant,
                        "Schema \"" + schema + "\" is named like tenant '" + tenant
                                + "', which the registry does not have.",
                        "tenants.provision(TenantId.of(\"" + tenant
                                + "\"), ProvisionOptions.defaults().adoptExisting()), or" + " drop the schema.");
            } else if (entry.status() == TenantStatus.DELETED) {
                add(
                        Kind.SCHEMA_UNREGISTERED,
                        tenant,
                        "Tenant '" + tenant + "' was deleted, and schema \"" + schema + "\" is there.",
                        "See what is in it, then drop it: its id is never served again.");
            }
        });
    }

    /** Unless somebody is at it now: then the tenant's lock is held. */
    private void lookAtStuck() {
        Set<TenantId> worked = new TreeSet<>();
        parts.registry().worked(dsl, layout).forEach(worked::add);
        for (Entry entry : entries.values()) {
            TenantStatus status = entry.status();
            String id = "TenantId.of(\"" + entry.id() + "\")";
            if (status == TenantStatus.FAILED || unfinished(status) && !worked.contains(entry.id())) {
                add(
                        Kind.STUCK_PROVISIONING,
                        entry.id(),
                        "Tenant '" + entry.id() + "' is " + status + " since "
                                + entry.updatedAt().toInstant()
                                + (entry.step() == null ? "" : ", at step " + entry.step())
                                + (entry.error() == null ? "." : ": " + entry.error()),
                        "tenants.provision(" + id + ") resumes it; tenants.deprovision(" + id + ") removes it.");
            } else if (status == TenantStatus.DELETING && !worked.contains(entry.id())) {
                add(
                        Kind.STUCK_DELETING,
                        entry.id(),
                        "Tenant '" + entry.id() + "' is DELETING since "
                                + entry.updatedAt().toInstant() + ".",
                        "tenants.deprovision(" + id + ") resumes it.");
            }
        }
    }

    private static boolean unfinished(TenantStatus status) {
        return status == TenantStatus.REQUESTED || status == TenantStatus.PROVISIONING;
    }

    private void lookAtCode() {
        for (CodeFindings.Found found : CodeFindings.in(dsl, layout, List.of(livingSchemas()))) {
            Kind kind =
                    switch (found.kind()) {
                        case VIEW_REACHES_TENANT, VIEW_REACHES_OUT -> Kind.VIEW_REACHES_OUT;
                        case SECURITY_DEFINER -> Kind.FUNCTION_REACHES_OUT;
                        case FUNCTION_WITHOUT_PATH -> Kind.FUNCTION_WITHOUT_PATH;
                    };
            add(kind, tenantOf(found.schema()), found.problem(), found.mend());
        }
        dsl.resultQuery("""
                        select e.extname, n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace
                        where n.nspname not in ('pg_catalog', 'extensions') order by 1
                        """).forEach(row -> extension(row.get(0, String.class), row.get(1, String.class)));
    }

    private void extension(String extension, String schema) {
        if (schema.equals(layout.sharedSchema()) || layout.tenantOf(schema).isPresent()) {
            add(
                    Kind.EXTENSION,
                    tenantOf(schema),
                    "Extension \"" + extension + "\" is in schema \"" + schema
                            + "\", where the app login's search path does not"
                            + " find its operators: citext then compares case by case, without an error.",
                    render(
                                    "create schema if not exists extensions; alter extension {0} set schema extensions;",
                                    name(extension))
                            + render(
                                    " alter role {0} set search_path = extensions;",
                                    name(parts.roles().appLogin())));
        }
    }
}
