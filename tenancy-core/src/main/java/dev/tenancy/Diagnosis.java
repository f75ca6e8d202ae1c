package dev.tenancy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Finds out why PostgreSQL refused a tenant's first statement, so that nobody has to read 42P01 or 22023. */
record Diagnosis(@Nullable TenantRegistry registry) {

    private record Reach(boolean schema, boolean role, boolean member, boolean usage, String login, String options) {}

    /**
     * One query on the same connection, which must be in no transaction. The registry is not asked: that may need another
     * connection of the same pool, so this one must be given back before.
     *
     * @return the reason, or null if it is not the tenant that is missing
     */
    @Nullable
    TenancyException explain(Connection idle, TenantBinding binding, SQLException failure) {
        try {
            return reason(reach(idle, binding), binding, failure);
        } catch (SQLException unreachable) {
            failure.addSuppressed(unreachable);
            return null;
        }
    }

    private @Nullable TenancyException reason(Reach reach, TenantBinding binding, SQLException failure) {
        TenantId tenant = binding.tenant();
        String schema = '"' + binding.schema().value() + '"';
        String role = '"' + (binding.role() == null ? reach.login : binding.role()) + '"';
        if (!reach.schema) {
            return TenantNotFoundException.noSchema(tenant, binding.schema(), failure);
        }
        if (!reach.role) {
            return new TenantAccessException(
                    tenant,
                    "its role " + role + " does not exist.",
                    "provision the tenant again, which makes it.",
                    failure);
        }
        if (!reach.member) {
            return new TenantAccessException(
                    tenant,
                    "login \"" + reach.login + "\" may not take its role " + role + ".",
                    "GRANT " + role + " TO \"" + reach.login + '"' + reach.options + ";",
                    failure);
        }
        return reach.usage ? null : noUsage(tenant, role, schema, failure);
    }

    /** What the registry says of it now: a suspended tenant has lost its rights before a cache knows. */
    TenancyException asRegistered(TenantId tenant, TenancyException reason) {
        if (registry == null) {
            return reason;
        }
        try {
            registry.forget(tenant);
            return registry.statusOf(tenant)
                    .filter(status -> status != TenantStatus.ACTIVE)
                    .<TenancyException>map(status -> new TenantNotActiveException(tenant, status))
                    .orElse(reason);
        } catch (RuntimeException unanswered) {
            reason.addSuppressed(unanswered);
            return reason;
        }
    }

    private static TenancyException noUsage(TenantId tenant, String role, String schema, SQLException failure) {
        return new TenantAccessException(
                tenant,
                "role " + role + " has no USAGE on schema " + schema + ". If the tenant is suspended, resume it.",
                "GRANT USAGE ON SCHEMA " + schema + " TO " + role + ";",
                failure);
    }

    private static Reach reach(Connection idle, TenantBinding binding) throws SQLException {
        try (PreparedStatement query = idle.prepareStatement(CatalogQueries.REACHABLE)) {
            query.setString(1, binding.schema().value());
            query.setString(2, binding.role());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new Reach(
                        row.getBoolean(1),
                        row.getBoolean(2),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        row.getString(5),
                        CatalogQueries.membershipOptions(idle.getMetaData().getDatabaseMajorVersion()));
            }
        }
    }
}
