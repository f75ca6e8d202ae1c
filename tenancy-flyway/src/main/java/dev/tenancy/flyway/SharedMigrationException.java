package dev.tenancy.flyway;

import dev.tenancy.TenancyException;
import java.util.List;

/** A migration of the shared schema failed: the registry's own, or one of yours. No tenant was touched. */
public final class SharedMigrationException extends TenancyException {

    private static final long serialVersionUID = 1;

    SharedMigrationException(List<String> locations, String schema, Throwable cause) {
        super(
                null,
                "The shared schema \"" + schema + "\" could not be migrated with " + locations + ": "
                        + Failures.text(cause) + " Mend that, then repeat the call.",
                cause);
    }
}
