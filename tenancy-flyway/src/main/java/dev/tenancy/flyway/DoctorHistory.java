package dev.tenancy.flyway;

import static org.jooq.impl.DSL.name;

import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.flyway.Diagnosis.Kind;
import dev.tenancy.flyway.HistorySurvey.Place;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who is behind the scripts, ahead of them, or at odds with them. */
final class DoctorHistory {

    private final Doctor doctor;
    private final Parts parts;
    private final TenantLayout layout;
    private final String table;
    private final OwnerSession session;

    DoctorHistory(Doctor doctor, Parts parts, OwnerSession session) {
        this.doctor = doctor;
        this.parts = parts;
        this.layout = parts.layout();
        this.table = parts.histories().table();
        this.session = session;
    }

    void look() {
        if (!doctor.living().isEmpty()) {
            try {
                Reading reading = parts.shelf().readForAll(session);
                parts.survey(session, reading).of(doctor.living().keySet()).forEach(this::look);
            } catch (TenantsConfigurationException e) {
                doctor.add(Kind.HISTORY, null, Failures.text(e), "Mend that, then ask again.");
            }
        }
    }

    private void look(TenantId tenant, Place place) {
        Standing standing = place.standing();
        if (standing == null) {
            doctor.add(
                    Kind.HISTORY,
                    tenant,
                    "Schema \"" + layout.schemaOf(tenant) + "\" has no history table \"" + table + "\".",
                    "Restore the table from a backup, or run Flyway's baseline on the schema.");
        } else {
            compare(tenant, standing);
        }
    }

    private void compare(TenantId tenant, Standing standing) {
        if (!standing.failed().isEmpty()) {
            doctor.add(
                    Kind.HISTORY,
                    tenant,
                    "Tenant '" + tenant + "' has scripts that are recorded as failed: " + standing.failed() + ".",
                    "Undo by hand what is left of them, then "
                            + Doctor.render(
                                    "delete from {0} where not success;",
                                    name(layout.schemaOf(tenant).value(), table)));
        }
        if (!standing.changed().isEmpty() || !standing.misfits().isEmpty()) {
            doctor.add(
                    Kind.HISTORY,
                    tenant,
                    "Tenant '" + tenant + "' has a history that does not fit the scripts: "
                            + Stream.concat(
                                            standing.changed().stream()
                                                    .map(script -> script + " was changed after it ran."),
                                            standing.misfits().stream())
                                    .collect(Collectors.joining(" ")),
                    "Put the scripts back as they were, and write what is new into a new one.");
        }
        if (!standing.ahead().isEmpty()) {
            doctor.add(
                    Kind.AHEAD,
                    tenant,
                    "Tenant '" + tenant + "' is ahead of the scripts: it has version " + standing.ahead() + ".",
                    "Use the build that has these scripts.");
        }
        if (!standing.pending().isEmpty()) {
            doctor.add(
                    Kind.BEHIND,
                    tenant,
                    "Tenant '" + tenant + "' is behind: pending " + standing.pending() + ".",
                    migrate(tenant));
        }
        String registered = doctor.entry(tenant).map(Entry::version).orElse(null);
        if (parts.registry().lags(session.dsl(), tenant, registered, standing.version())) {
            doctor.add(
                    Kind.VERSION,
                    tenant,
                    "Tenant '" + tenant + "' is at version "
                            + standing.version().orElse("none")
                            + ", and the registry has " + (registered == null ? "none" : registered)
                            + ": somebody migrated it by hand.",
                    migrate(tenant));
        }
    }

    private static String migrate(TenantId tenant) {
        return "tenants.migrate(TenantId.of(\"" + tenant + "\"))";
    }
}
