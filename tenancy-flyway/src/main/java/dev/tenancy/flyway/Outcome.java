package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import java.time.Duration;

/** What a run did for one tenant, whatever the run is about. */
interface Outcome {

    TenantId tenant();

    Duration took();

    /** Whether the tenant is not where the run wanted it. */
    boolean remains();
}
