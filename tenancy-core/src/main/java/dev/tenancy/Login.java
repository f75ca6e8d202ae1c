package dev.tenancy;

import org.jooq.DSLContext;
import org.jooq.Record;

/** The login that a connection was opened with. */
record Login(
        String name,
        String database,
        int version,
        boolean superuser,
        boolean bypassesRowSecurity,
        boolean creates,
        boolean mayCreate,
        boolean mayUseTemp) {

    private static final int POSTGRES_16 = 160_000;

    static Login of(DSLContext catalog) {
        Record row = catalog.fetchSingle(InspectionQueries.LOGIN);
        return new Login(
                row.get("login", String.class),
                row.get("database", String.class),
                row.get("version", Integer.class),
                row.get("super", Boolean.class),
                row.get("bypassrls", Boolean.class),
                row.get("creates", Boolean.class),
                row.get("may_create", Boolean.class),
                row.get("may_temp", Boolean.class));
    }

    boolean inheritsByMembership() {
        return version >= POSTGRES_16;
    }

    String quoted() {
        return CatalogQueries.name(name);
    }

    IsolationCheck.Finding isSuperuser() {
        return new IsolationCheck.Finding(
                IsolationCheck.Kind.LOGIN_TOO_POWERFUL,
                "Login " + quoted() + " is a superuser: no role, right or row security stops it.",
                "serve requests with a login of its own, or: ALTER ROLE " + quoted() + " NOSUPERUSER;");
    }
}
