package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.Histories.History;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/** Where many tenants stand: reads every history, and asks Flyway once for each kind of history. */
final class HistorySurvey {

    private final Histories histories;
    private final Standings standings;
    private final OwnerSession session;
    private final VaryingScripts varying;
    private final Map<String, Standing> byKind = new HashMap<>();

    HistorySurvey(Histories histories, Standings standings, OwnerSession session, VaryingScripts varying) {
        this.histories = histories;
        this.standings = standings;
        this.session = session;
        this.varying = varying;
    }

    /** In the order given. */
    Map<TenantId, Place> of(Collection<TenantId> tenants) {
        Map<TenantId, History> read = histories.read(session.dsl(), tenants, varying);
        Map<TenantId, Place> places = new LinkedHashMap<>();
        tenants.forEach(tenant -> places.put(tenant, place(tenant, read.getOrDefault(tenant, History.NO_SCHEMA))));
        return places;
    }

    /** Who is migrated by somebody else just now has another history after Flyway's look than before it. */
    private Place place(TenantId tenant, History read) {
        History history = read;
        while (!history.missing() && !byKind.containsKey(history.kind())) {
            if (history.problem().isPresent()) {
                return new Place(history, Standing.unreadable(history.problem().get()));
            }
            try {
                Standing asked = standings.of(session, tenant);
                History after = histories.read(session.dsl(), tenant, varying);
                if (after.equals(history)) {
                    byKind.put(history.kind(), asked);
                }
                history = after;
            } catch (FlywayException e) { // PostgreSQL's: of this tenant and this moment, and not of its kind
                return new Place(history, Standing.unreadable(Failures.text(e)));
            }
        }
        return new Place(history, byKind.get(history.kind()));
    }

    /**
     * Where a tenant stands.
     *
     * @param history what ran
     * @param standing Flyway's judgement; none if the schema or the history is missing
     */
    record Place(History history, @Nullable Standing standing) {}
}
