package dev.tenancy;

import java.util.List;

/**
 * What {@link Tenancy#verifyIsolation()} found: everything in the database, the login and the settings that weakens the
 * separation of tenants. Empty is good. Immutable.
 *
 * @param findings what was found, the login's own first
 */
public record IsolationCheck(List<Finding> findings) {

    /**
     * Copies the list.
     *
     * @param findings what was found
     */
    public IsolationCheck {
        findings = List.copyOf(findings);
    }

    /**
     * Fails if there is any finding; to be called once when a program starts.
     *
     * @throws IsolationException with all findings in its message
     */
    public void orThrow() {
        if (!findings.isEmpty()) {
            throw new IsolationException(this);
        }
    }

    /** All findings, a line each with the mend below it. */
    @Override
    public String toString() {
        if (findings.isEmpty()) {
            return "Tenants are isolated: nothing found.";
        }
        StringBuilder text = new StringBuilder("Tenants are not isolated as promised (" + findings.size() + " found):");
        for (Finding finding : findings) {
            text.append("\n- ").append(finding.problem()).append("\n  mend: ").append(finding.mend());
        }
        return text.toString();
    }

    /** What a {@link Finding} is about. */
    public enum Kind {
        /** The app login is superuser, bypasses row security, or may make roles. */
        LOGIN_TOO_POWERFUL,
        /** The app login has the rights of a tenant's role, of an owner or of another powerful role without taking it. */
        LOGIN_INHERITS,
        /** The app login owns something. */
        LOGIN_OWNS,
        /** The app login may create objects or temporary tables. */
        LOGIN_MAY_CREATE,
        /** The app login may write to the shared schema, or reach tables of a tenant without its role. */
        LOGIN_RIGHTS,
        /** The app login's search path holds relations, so that an unqualified name reads rows. */
        SEARCH_PATH,
        /** A schema with the template schema's name exists, so that a name that was not mapped reads rows. */
        TEMPLATE_SCHEMA_EXISTS,
        /** A view in a tenant's schema reads another tenant's, as its owner. */
        VIEW_REACHES_OUT,
        /** A SECURITY DEFINER function in a tenant's schema, which runs as its owner. */
        FUNCTION_REACHES_OUT,
        /** Somebody besides the tenant's own role has rights on its schema or tables. */
        TENANT_RIGHTS,
        /** A tenant's role is more than a role with rights on its schema. */
        TENANT_ROLE
    }

    /**
     * One weakness and its mend.
     *
     * @param kind what it is about
     * @param problem a sentence that names the culprit
     * @param mend what to do, as SQL for the owner wherever SQL can do it
     */
    public record Finding(Kind kind, String problem, String mend) {}
}
