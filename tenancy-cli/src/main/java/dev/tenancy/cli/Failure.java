package dev.tenancy.cli;

import dev.tenancy.ConnectionUnavailableException;
import dev.tenancy.InvalidTenantIdException;
import dev.tenancy.SchemaNamingException;
import dev.tenancy.TenancyConfigurationException;
import dev.tenancy.TenancyException;
import dev.tenancy.TenantId;
import dev.tenancy.flyway.OwnerConnectionException;
import dev.tenancy.flyway.ProvisioningException;
import dev.tenancy.flyway.SharedMigrationException;
import dev.tenancy.flyway.TenantsConfigurationException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why something was not done.
 *
 * @param exit what that makes of the process
 * @param tenant whom it is about, if about one
 * @param kind a word for programs: the exception's name
 * @param message for people
 */
record Failure(Exit exit, Optional<TenantId> tenant, String kind, String message) {

    static Failure of(Throwable thrown) {
        return new Failure(exit(thrown), tenant(thrown), kind(thrown), Advice.inCommands(text(thrown)));
    }

    Map<String, @Nullable Object> json() {
        return Json.object("kind", kind, "tenant", tenant.map(TenantId::value).orElse(null), "message", message);
    }

    private static Optional<TenantId> tenant(Throwable thrown) {
        if (thrown instanceof RefusedException refused) {
            return refused.tenant();
        }
        return thrown instanceof TenancyException ours ? ours.tenant() : Optional.empty();
    }

    private static Exit exit(Throwable thrown) {
        if (thrown instanceof SettingException
                || thrown instanceof InvalidTenantIdException
                || thrown instanceof SchemaNamingException
                || thrown instanceof TenancyConfigurationException) {
            return Exit.USAGE;
        }
        if (thrown instanceof TenantsConfigurationException) { // also what PostgreSQL refused
            return Sql.state(thrown).isEmpty() ? Exit.USAGE : Exit.REFUSED;
        }
        if (thrown instanceof ProvisioningException || thrown instanceof SharedMigrationException) {
            return Exit.FAILED;
        }
        if (thrown instanceof OwnerConnectionException || thrown instanceof ConnectionUnavailableException) {
            return Exit.BROKEN;
        }
        return thrown instanceof TenancyException || thrown instanceof RefusedException ? Exit.REFUSED : Exit.BROKEN;
    }

    private static String kind(Throwable thrown) {
        return thrown.getClass().getSimpleName().replaceFirst("Exception$", "");
    }

    /** Ours say it themselves; others are told in one line. */
    private static String text(Throwable thrown) {
        boolean ours = thrown.getClass().getPackageName().startsWith("dev.tenancy");
        if (ours) {
            return String.valueOf(thrown.getMessage());
        }
        boolean lost = Sql.state(thrown)
                .filter(state -> state.startsWith("08") || state.startsWith("57P"))
                .isPresent();
        return lost
                ? "The connection to the database was lost: " + Sql.text(thrown)
                        + " What had not ended was rolled back; repeat the command."
                : kind(thrown) + ": " + Sql.text(thrown);
    }
}
