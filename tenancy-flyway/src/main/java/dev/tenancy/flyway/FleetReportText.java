package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.TenantMigration.Failed;
import dev.tenancy.flyway.TenantMigration.Migrated;
import dev.tenancy.flyway.TenantMigration.NotStarted;
import dev.tenancy.flyway.TenantMigration.Refused;
import dev.tenancy.flyway.TenantMigration.UpToDate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A report for people and for programs. */
final class FleetReportText {

    private static final int FAILURES_NAMED = 5;
    private static final int TROUBLES = 20;
    static final int SLOWEST = 10;

    private FleetReportText() {}

    static String of(FleetReport report) {
        List<String> troubles = report.outcomes().stream()
                .flatMap(outcome -> trouble(outcome).stream())
                .toList();
        return text(summary(report), troubles, report.slowest(SLOWEST));
    }

    static String text(String summary, List<String> troubles, List<? extends Outcome> slowest) {
        StringBuilder text = new StringBuilder(summary);
        troubles.stream().limit(TROUBLES).forEach(line -> text.append("\n  ").append(line));
        if (troubles.size() > TROUBLES) {
            text.append("\n  and ").append(troubles.size() - TROUBLES).append(" more");
        }
        if (!slowest.isEmpty()) {
            text.append("\nThe slowest:");
            slowest.forEach(outcome -> text.append(
                    String.format(Locale.ROOT, "\n  %10s  %s", duration(outcome.took()), outcome.tenant())));
        }
        return text.toString();
    }

    static String summary(FleetReport report) {
        return report.ended() + " after " + duration(report.took()) + ": " + counts(report) + ".";
    }

    private static String counts(FleetReport report) {
        return String.format(
                Locale.ROOT,
                "%,d migrated, %,d up to date, %,d failed, %,d refused, %,d not started",
                report.migrated(),
                report.upToDate(),
                report.failed(),
                report.refused(),
                report.notStarted());
    }

    /** What a person must see of an outcome; of those not started a count is enough. */
    static Optional<String> trouble(TenantMigration outcome) {
        if (outcome instanceof Failed failed) {
            return Optional.of(failed.tenant() + " failed: " + failed.error());
        }
        return outcome instanceof Refused refused
                ? Optional.of(refused.tenant() + " refused: " + refused.why())
                : Optional.empty();
    }

    static String failure(FleetReport report) {
        List<String> troubles = Stream.concat(
                        report.failures().stream(), report.outcomes().stream().filter(Refused.class::isInstance))
                .flatMap(outcome -> trouble(outcome).stream())
                .toList();
        return failure(
                "The fleet is not migrated (" + report.ended() + "): " + counts(report) + ".",
                troubles,
                "Mend these, then plan and apply again: what is done is not done again.");
    }

    static String failure(String summary, List<String> troubles, String next) {
        StringBuilder text = new StringBuilder(summary);
        troubles.stream().limit(FAILURES_NAMED).forEach(line -> text.append("\n- ")
                .append(line));
        if (troubles.size() > FAILURES_NAMED) {
            text.append("\n- and ").append(troubles.size() - FAILURES_NAMED).append(" more, see the report");
        }
        return text.append("\n").append(next).toString();
    }

    static String duration(Duration took) {
        long millis = took.toMillis();
        if (millis < 1_000) {
            return millis + " ms";
        }
        return millis < 60_000
                ? String.format(Locale.ROOT, "%.1f s", millis / 1_000.0)
                : took.toMinutes() + " min " + took.toSecondsPart() + " s";
    }

    static String json(FleetReport report) {
        return new JsonText()
                .with("ended", report.ended().name())
                .with("tookMillis", report.took().toMillis())
                .with("migrated", report.migrated())
                .with("upToDate", report.upToDate())
                .with("failed", report.failed())
                .with("refused", report.refused())
                .with("notStarted", report.notStarted())
                .with(
                        "slowest",
                        report.slowest(SLOWEST).stream()
                                .map(TenantMigration::tenant)
                                .map(TenantId::value)
                                .toList())
                .with(
                        "tenants",
                        report.outcomes().stream().map(FleetReportText::json).toList())
                .toString();
    }

    private static Map<String, Object> json(TenantMigration outcome) {
        JsonText json = new JsonText()
                .with("tenant", outcome.tenant().value())
                .with("outcome", outcome.getClass().getSimpleName());
        if (outcome instanceof Migrated migrated) {
            json.with("from", migrated.from()).with("to", migrated.to()).with("scripts", migrated.scripts());
        } else if (outcome instanceof UpToDate upToDate) {
            json.with("version", upToDate.version());
        } else if (outcome instanceof Failed failed) {
            json.with("error", json(failed.error()));
        } else if (outcome instanceof Refused refused) {
            json.with("why", refused.why());
        } else if (outcome instanceof NotStarted notStarted) {
            json.with("why", notStarted.why());
        }
        return json.with("tookMillis", outcome.took().toMillis()).object();
    }

    private static Map<String, Object> json(MigrationError error) {
        return new JsonText()
                .with("message", error.message())
                .with("sqlState", error.sqlState())
                .with("script", error.script())
                .with(
                        "line",
                        error.line().isPresent() ? Optional.of(error.line().getAsInt()) : Optional.empty())
                .object();
    }
}
