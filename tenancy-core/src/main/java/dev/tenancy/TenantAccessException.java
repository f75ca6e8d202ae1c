package dev.tenancy;

/**
 * The tenant's schema is there, but PostgreSQL does not let this login work in it: the role is missing, the login may not
 * take it, or the role has no rights on the schema. The message has the SQL that mends it.
 */
public final class TenantAccessException extends TenancyException {

    private static final long serialVersionUID = 1;

    TenantAccessException(TenantId tenant, String problem, String mend, Throwable cause) {
        super(tenant, "Tenant '" + tenant + "' cannot be served: " + problem + " As the owner: " + mend, cause);
    }
}
