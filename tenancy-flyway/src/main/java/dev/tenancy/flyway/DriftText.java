package dev.tenancy.flyway;

import dev.tenancy.TenantId;
import dev.tenancy.flyway.DriftReport.Group;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A look at the drift for people and for programs. */
final class DriftText {

    private static final int GROUPS = 20;
    private static final int DIFFERENCES = 20;
    private static final int NOT_COMPARED = 5;

    private DriftText() {}

    static String of(DriftReport report) {
        StringBuilder text = new StringBuilder(summary(report));
        report.groups().stream().limit(GROUPS).forEach(group -> group(text, group));
        more(text, "\n", report.groups().size(), GROUPS, "groups of tenants");
        report.notCompared().stream().limit(NOT_COMPARED).forEach(one -> text.append("\nNot compared: ")
                .append(one.tenant())
                .append(". ")
                .append(one.why()));
        more(text, "\n", report.notCompared().size(), NOT_COMPARED, "tenants that were not compared");
        if (!report.groups().isEmpty()) {
            text.append("\nUndo by hand what is not wanted; what is, write into a script for all tenants.");
        }
        return text.toString();
    }

    private static String summary(DriftReport report) {
        String compared = FleetPlanText.tenants(report.compared());
        return report.groups().isEmpty()
                ? "No drift: " + compared + " compared."
                : String.format(Locale.ROOT, "Drift: %,d of %s.", report.drifted(), compared);
    }

    private static void group(StringBuilder text, Group group) {
        text.append("\n").append(FleetPlanText.named(group.tenants()));
        text.append(group.tenants().size() == 1 ? " is not like " : " are not like ")
                .append(group.like());
        if (group.peers() > 1) {
            text.append(String.format(Locale.ROOT, " and %,d more", group.peers() - 1));
        }
        text.append(group.version().map(version -> " at version " + version).orElse(""))
                .append(":");
        group.differences().stream().limit(DIFFERENCES).forEach(difference -> text.append("\n  ")
                .append(difference));
        more(text, "\n  ", group.differences().size(), DIFFERENCES, "differences");
    }

    private static void more(StringBuilder text, String indent, int all, int shown, String what) {
        if (all > shown) {
            text.append(indent)
                    .append("and ")
                    .append(all - shown)
                    .append(" more ")
                    .append(what);
        }
    }

    static String json(DriftReport report) {
        return new JsonText()
                .with("at", report.at().toString())
                .with("compared", report.compared())
                .with("drifted", report.drifted())
                .with("groups", report.groups().stream().map(DriftText::json).toList())
                .with(
                        "notCompared",
                        report.notCompared().stream()
                                .map(one -> new JsonText()
                                        .with("tenant", one.tenant().value())
                                        .with("why", one.why())
                                        .object())
                                .toList())
                .toString();
    }

    private static Map<String, Object> json(Group group) {
        List<Map<String, Object>> differences =
                group.differences().stream().map(DriftText::json).toList();
        return new JsonText()
                .with("tenants", group.tenants().stream().map(TenantId::value).toList())
                .with("like", group.like().value())
                .with("peers", group.peers())
                .with("version", group.version())
                .with("differences", differences)
                .object();
    }

    private static Map<String, Object> json(Difference difference) {
        return new JsonText()
                .with("what", difference.what().name())
                .with("type", difference.type().name())
                .with("table", difference.table())
                .with("name", Optional.of(difference.name()).filter(name -> !name.isEmpty()))
                .with("property", difference.property())
                .with("expected", difference.expected())
                .with("found", difference.found())
                .with("text", difference.toString())
                .object();
    }
}
