package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.TenantOutcome.Failed;
import dev.tenancy.flyway.TenantOutcome.NotStarted;
import dev.tenancy.flyway.TenantOutcome.Refused;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A report of work for people and for programs. */
final class FleetWorkText {

    private FleetWorkText() {}

    static String of(FleetWorkReport report) {
        return FleetReportText.text(summary(report), troubles(report), report.slowest(FleetReportText.SLOWEST));
    }

    static String summary(FleetWorkReport report) {
        return report.ended() + " after " + FleetReportText.duration(report.took()) + ": " + counts(report) + ".";
    }

    private static String counts(FleetWorkReport report) {
        return String.format(
                Locale.ROOT,
                "%,d done, %,d failed, %,d refused, %,d not started",
                report.done(),
                report.failed(),
                report.refused(),
                report.notStarted());
    }

    static String failure(FleetWorkReport report) {
        return FleetReportText.failure(
                "The work is not done in all tenants (" + report.ended() + "): " + counts(report) + ".",
                troubles(report),
                "Mend these, then run it again for FleetOptions.builder().only(report.remaining()).");
    }

    /** Those that failed first. */
    private static List<String> troubles(FleetWorkReport report) {
        return Stream.concat(
                        report.failures().stream(), report.outcomes().stream().filter(Refused.class::isInstance))
                .flatMap(outcome -> trouble(outcome).stream())
                .toList();
    }

    /** What a person must see of an outcome; of those not started a count is enough. */
    static Optional<String> trouble(TenantOutcome<?> outcome) {
        if (outcome instanceof Failed<?> failed) {
            return Optional.of(failed.tenant() + " failed: " + error(failed.error()));
        }
        return outcome instanceof Refused<?> refused
                ? Optional.of(refused.tenant() + " refused: " + refused.why())
                : Optional.empty();
    }

    static String notStarted(TenantOutcome<?> outcome) {
        return outcome.tenant() + (outcome instanceof NotStarted<?> left ? ": " + left.why() : "");
    }

    /** PostgreSQL's own sentence, or the exception with its class: the message alone may say little. */
    private static String error(Throwable error) {
        return Failures.sql(error).isPresent()
                ? Failures.text(error)
                : error.toString().strip().replaceAll("\\s*\\R\\s*", " ");
    }

    static String json(FleetWorkReport report) {
        return new JsonText()
                .with("ended", report.ended().name())
                .with("tookMillis", report.took().toMillis())
                .with("done", report.done())
                .with("failed", report.failed())
                .with("refused", report.refused())
                .with("notStarted", report.notStarted())
                .with(
                        "slowest",
                        report.slowest(FleetReportText.SLOWEST).stream()
                                .map(TenantOutcome::tenant)
                                .map(TenantId::value)
                                .toList())
                .with(
                        "tenants",
                        report.outcomes().stream().map(FleetWorkText::json).toList())
                .toString();
    }

    private static Map<String, Object> json(TenantOutcome<?> outcome) {
        JsonText json = new JsonText()
                .with("tenant", outcome.tenant().value())
                .with("outcome", outcome.getClass().getSimpleName());
        if (outcome instanceof Failed<?> failed) {
            json.with("error", error(failed.error())).with("sqlState", Failures.sqlState(failed.error()));
        } else if (outcome instanceof Refused<?> refused) {
            json.with("why", refused.why());
        } else if (outcome instanceof NotStarted<?> left) {
            json.with("why", left.why());
        }
        return json.with("tookMillis", outcome.took().toMillis()).object();
    }
}
