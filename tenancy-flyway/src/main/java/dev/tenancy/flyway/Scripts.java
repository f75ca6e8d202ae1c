package dev.tenancy.flyway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** The scripts that Flyway found, and where a history stands to them. */
final class Scripts {

    private final Map<MigrationVersion, MigrationInfo> versioned = new HashMap<>();
    private final Map<String, MigrationInfo> repeatable = new HashMap<>();
    private final Set<String> differByTenant;
    private @Nullable MigrationVersion newest;

    /** Of one schema and of another: a repeatable script with the schema's name in it has a checksum for each. */
    Scripts(MigrationInfo[] scripts, MigrationInfo[] elsewhere) {
        for (MigrationInfo script : scripts) {
            if (script.getVersion() == null) {
                repeatable.put(script.getDescription(), script);
            } else {
                versioned.put(script.getVersion(), script);
                newest = newest == null || script.getVersion().isNewerThan(newest) ? script.getVersion() : newest;
            }
        }
        Set<String> differ = new TreeSet<>();
        for (MigrationInfo script : elsewhere) {
            MigrationInfo here = repeatable.get(script.getDescription());
            if (here != null && !Objects.equals(here.getChecksum(), script.getChecksum())) {
                differ.add(script.getDescription());
            }
        }
        this.differByTenant = differ;
    }

    /** Rows in the order of their ranks. */
    Standing compare(List<Record> history) {
        Standing standing = new Standing(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Map<MigrationVersion, Record> applied = new HashMap<>();
        Map<String, Record> repeated = new HashMap<>();
        MigrationVersion baseline = MigrationVersion.EMPTY;
        for (Record row : history) {
            String version = row.get("version", String.class);
            if (!row.get("success", Boolean.class)) {
                standing.failed.add(row.get("script", String.class));
            } else if (version == null) {
                repeated.put(row.get("description", String.class), row);
            } else if (row.get("type", String.class).equals("BASELINE")) {
                baseline = MigrationVersion.fromVersion(version);
            } else {
                applied.put(MigrationVersion.fromVersion(version), row);
            }
        }
        applied.forEach((version, row) -> applied(version, row, standing));
        pending(standing, applied, repeated, baseline);
        return standing.sorted();
    }

    private void applied(MigrationVersion version, Record row, Standing standing) {
        MigrationInfo script = versioned.get(version);
        if (script == null && (newest == null || version.isNewerThan(newest))) {
            standing.unknown.add(version.getVersion());
        } else if (script == null || !Objects.equals(script.getChecksum(), row.get("checksum", Integer.class))) {
            standing.changed.add(row.get("script", String.class));
        }
    }

    private void pending(
            Standing standing,
            Map<MigrationVersion, Record> applied,
            Map<String, Record> repeated,
            MigrationVersion baseline) {
        versioned.forEach((version, script) -> {
            if (!applied.containsKey(version) && version.isNewerThan(baseline)) {
                standing.pending.add(script.getScript());
            }
        });
        repeatable.forEach((description, script) -> {
            Record row = repeated.get(description);
            boolean changed = row != null
                    && !differByTenant.contains(description)
                    && !Objects.equals(script.getChecksum(), row.get("checksum", Integer.class));
            if (row == null || changed) {
                standing.pending.add(script.getScript());
            }
        });
    }

    /** Scripts by name, versions by number. */
    record Standing(List<String> pending, List<String> unknown, List<String> changed, List<String> failed) {

        Standing sorted() {
            List.of(pending, unknown, changed, failed).forEach(list -> list.sort(null));
            return this;
        }
    }
}
