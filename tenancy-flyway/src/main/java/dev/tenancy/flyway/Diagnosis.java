package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import java.util.List;
import java.util.Optional;

/**
 * What {@link Tenants#doctor()} found. Empty is good. Immutable.
 *
 * @param findings what was found, by kind and then by tenant
 */
public record Diagnosis(List<Finding> findings) {

    /**
     * Copies the list.
     *
     * @param findings what was found
     */
    public Diagnosis {
        findings = List.copyOf(findings);
    }

    /**
     * Whether nothing was found.
     *
     * @return true if all is as it should be
     */
    public boolean healthy() {
        return findings.isEmpty();
    }

    /** All findings, a line each with the mend below it. */
    @Override
    public String toString() {
        if (findings.isEmpty()) {
            return "The tenants are healthy: nothing found.";
        }
        StringBuilder text = new StringBuilder("The tenants are not healthy (" + findings.size() + " found):");
        for (Finding finding : findings) {
            text.append("\n- ").append(finding.kind()).append(": ").append(finding.problem());
            text.append("\n  mend: ").append(finding.mend());
        }
        return text.toString();
    }

    /** What a {@link Finding} is about. */
    public enum Kind {
        /** The owner login lacks a right. */
        OWNER_RIGHT,
        /** There is no registry. */
        REGISTRY_MISSING,
        /** The app login cannot read the registry, is missing, or has a search path that holds relations. */
        APP_LOGIN,
        /** The registry has a tenant whose schema is missing. */
        SCHEMA_MISSING,
        /** A schema is named like a tenant's, and the registry has no such tenant (or says it was deleted). */
        SCHEMA_UNREGISTERED,
        /** A tenant's role is missing, or is not set up as one. */
        ROLE,
        /** A role was made for a tenant that the registry does not have. */
        ROLE_UNREGISTERED,
        /** A tenant's schema or table belongs to another role than the owner login. */
        WRONG_OWNER,
        /** A tenant's role has less rights, or more, than its status asks for. */
        WRONG_RIGHTS,
        /** Provisioning stopped; it can be resumed. */
        STUCK_PROVISIONING,
        /** Deletion stopped; it can be resumed. */
        STUCK_DELETING,
        /** An index that no query uses, left by an interrupted CREATE INDEX CONCURRENTLY. */
        INVALID_INDEX,
        /** Scripts are pending. */
        BEHIND,
        /** The history has a version that the scripts do not have. */
        AHEAD,
        /** A script failed and is recorded as failed, was changed after it ran, or the history table is missing. */
        HISTORY,
        /** The registry has another version than the history: code that requires a version is told the wrong one. */
        VERSION,
        /** A view reads past the rights of the tenant's role. */
        VIEW_REACHES_OUT,
        /** A SECURITY DEFINER function. */
        FUNCTION_REACHES_OUT,
        /** A function that will not find what it names. */
        FUNCTION_WITHOUT_PATH,
        /** An extension in the shared schema or in a tenant's, where the app login does not find its operators. */
        EXTENSION
    }

    /**
     * One thing that is not as it should be, and its mend.
     *
     * @param kind what it is about
     * @param tenant whom it is about; empty if it is about all
     * @param problem a sentence that names the culprit
     * @param mend what to do: SQL for the owner, or a call
     */
    public record Finding(Kind kind, Optional<TenantId> tenant, String problem, String mend) {}
}
