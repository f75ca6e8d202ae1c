package dev.tenancy.flyway;

import dev.tenancy.TenantLayout;
import java.time.Duration;

/** What all that works on tenants is made of. */
record Parts(
        TenantLayout layout,
        OwnerConnections connections,
        Registry registry,
        Roles roles,
        FlywayRun flyway,
        Migrations migrations,
        Batch batch,
        NewTenant newTenant,
        Histories histories,
        Standings standings,
        ScriptShelf shelf,
        Bootstrap bootstrap,
        Attempts attempts,
        Duration patience) {

    /** A survey with this session. */
    HistorySurvey survey(OwnerSession session, Reading reading) {
        return new HistorySurvey(histories, standings, session, reading);
    }
}
