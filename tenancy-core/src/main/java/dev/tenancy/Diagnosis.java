package dev.tenancy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out why PostgreSQL refused a tenant's first statement, so that nobody has to read 42P01 or 22023. */
record Diagnosis(@Nullable TenantRegistry registry) {

    private record Reach(boolean schema, boolean role, boolean member, boolean usage, String login) {}

    /**
     * One query on the same connection, which must be in no transaction.
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
                    "GRANT " + role + " TO \"" + reach.login + "\" WITH INHERIT FALSE, SET TRUE;",
                    failure);
        }
        return reach.usage ? null : noUsage(tenant, role, schema, failure);
    }

    /** A suspended tenant has lost USAGE before the registry's cache knows. */
    private TenancyException noUsage(TenantId tenant, String role, String schema, SQLException failure) {
        if (registry != null) {
            registry.forget(tenant);
            Optional<TenantStatus> status = registry.statusOf(tenant);
            if (status.isPresent() && status.get() != TenantStatus.ACTIVE) {
                return new TenantNotActiveException(tenant, status.get());
            }
        }
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
                        row.getBoolean(1), row.getBoolean(2), row.getBoolean(3), row.getBoolean(4), row.getString(5));
            }
        }
    }
}
