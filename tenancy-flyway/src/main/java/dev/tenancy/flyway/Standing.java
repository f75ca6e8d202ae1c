package dev.tenancy.flyway;

import dev.tenancy.SchemaName;
import java.util.List;
import java.util.Optional;

/**
 * Where a history stands to the scripts, in Flyway's own judgement.
 *
 * @param version of the last versioned migration
 * @param pending scripts, in the order in which Flyway runs them
 * @param failed scripts that are recorded as failed
 * @param changed scripts whose text is another one than what ran
 * @param misfits what else does not fit: Flyway's words, and the mend
 * @param ahead versions newer than any of the scripts
 * @param refused whether Flyway would run nothing
 */
record Standing(
        Optional<String> version,
        List<String> pending,
        List<String> failed,
        List<String> changed,
        List<String> misfits,
        List<String> ahead,
        boolean refused) {

    /** Flyway itself cannot read the history: it has a row of another edition, say. */
    static Standing unreadable(String why) {
        return new Standing(Optional.empty(), List.of(), List.of(), List.of(), List.of(why), List.of(), true);
    }

    PlanState state() {
        if (refused && !failed.isEmpty()) {
            return PlanState.FAILED;
        }
        if (!changed.isEmpty()) {
            return PlanState.CHECKSUM_MISMATCH;
        }
        if (!misfits.isEmpty()) {
            return PlanState.HISTORY_MISMATCH;
        }
        if (!ahead.isEmpty()) {
            return PlanState.AHEAD;
        }
        return pending.isEmpty() ? PlanState.UP_TO_DATE : PlanState.PENDING;
    }

    /** Why nothing is run, and the mend. */
    Optional<String> problem(SchemaName schema, String historyTable) {
        return switch (state()) {
            case FAILED -> Optional.of(FlywayErrors.failedBefore(String.join(", ", failed), schema, historyTable));
            case CHECKSUM_MISMATCH ->
                Optional.of("Script " + String.join(", ", changed)
                        + " was changed after it ran. Put it back as it was and write what is new into a new script;"
                        + " if the history is wrong, run Flyway's repair on this schema.");
            case HISTORY_MISMATCH -> Optional.of(String.join(" ", misfits));
            case AHEAD -> tooNew();
            case UP_TO_DATE, PENDING, HISTORY_MISSING, SCHEMA_MISSING -> Optional.empty();
        };
    }

    private Optional<String> tooNew() {
        String has = "The history has version " + String.join(", ", ahead) + ", which these scripts do not have";
        if (refused) {
            return Optional.of(has + ". Use the build that has it.");
        }
        return pending.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        has + ", and " + pending + " of this older build would run over what the newer one made. Use"
                                + " the build that has it; tenants.migrate(..) runs them all the same.");
    }
}
