package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.Histories.History;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/** Where many tenants stand: reads every history, and asks Flyway once for each kind of history. */
final class HistorySurvey {

    private final Histories histories;
    private final Standings standings;
    private final OwnerSession session;
    private final Reading reading;

    HistorySurvey(Histories histories, Standings standings, OwnerSession session, Reading reading) {
        this.histories = histories;
        this.standings = standings;
        this.session = session;
        this.reading = reading;
    }

    /** In the order given. */
    Map<TenantId, Place> of(Collection<TenantId> tenants) {
        Map<TenantId, History> read = histories.read(session.dsl(), tenants, reading.varying());
        Map<TenantId, Place> places = new LinkedHashMap<>();
        tenants.forEach(tenant -> places.put(tenant, place(tenant, read.getOrDefault(tenant, History.NO_SCHEMA))));
        return places;
    }

    /** Who is migrated by somebody else just now has another history after Flyway's look than before it. */
    private Place place(TenantId tenant, History read) {
        History history = read;
        Standing known = reading.judgements().get(history.kind());
        while (!history.missing() && known == null) {
            if (history.problem().isPresent()) {
                return new Place(history, Standing.unreadable(history.problem().get()));
            }
            try {
                Standing asked = standings.of(session, tenant);
                History after = histories.read(session.dsl(), tenant, reading.varying());
                if (after.equals(history)) {
                    reading.judged(history.kind(), asked);
                    known = asked;
                } else {
                    known = reading.judgements().get(after.kind());
                }
                history = after;
            } catch (FlywayException e) { // PostgreSQL's: of this tenant and this moment, and not of its kind
                return new Place(history, Standing.unreadable(Failures.text(e)));
            }
        }
        return new Place(history, history.missing() ? null : known);
    }

    /**
     * Where a tenant stands.
     *
     * @param history what ran
     * @param standing Flyway's judgement; none if the schema or the history is missing
     */
    record Place(History history, @Nullable Standing standing) {}
}
