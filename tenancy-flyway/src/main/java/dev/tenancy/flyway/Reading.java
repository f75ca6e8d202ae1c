package dev.tenancy.flyway;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one reading of the scripts gave: all that is decided once for the fleet.
 *
 * @param varying the repeatable ones that are another text for each tenant
 * @param scripts each with the way it takes
 * @param fresh what Flyway runs where nothing has run, in order
 * @param plain whether all of it comes from files, and nothing from settings or code of the user's
 * @param judgements Flyway's own, of each kind of history that was met
 */
record Reading(
        VaryingScripts varying, Scripts scripts, List<String> fresh, boolean plain, Map<String, Standing> judgements) {

    /** Kinds of histories are as few as releases; who has more than this asks Flyway again. */
    private static final int MOST_JUDGEMENTS = 1_000;

    static Reading of(Resolved found, Resolved elsewhere) {
        return new Reading(
                VaryingScripts.among(found, elsewhere),
                Scripts.of(found),
                found.pending(),
                found.plain(),
                new ConcurrentHashMap<>());
    }

    void judged(String kind, Standing standing) {
        if (judgements.size() >= MOST_JUDGEMENTS) {
            judgements.clear();
        }
        judgements.put(kind, standing);
    }
}
