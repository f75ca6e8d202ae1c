package dev.tenancy.flyway;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Repeatable scripts whose checksum is another one for each tenant, because the schema's name is in their text. Found by
 * asking Flyway for two schemas; what we compute for a third is right if it is right for these two.
 */
final class VaryingScripts {

    private final Configuration configuration;
    private final Map<String, Optional<String>> textByDescription;

    private VaryingScripts(Configuration configuration, Map<String, Optional<String>> textByDescription) {
        this.configuration = configuration;
        this.textByDescription = textByDescription;
    }

    static VaryingScripts among(Resolved one, Resolved other) {
        Map<String, MigrationInfo> elsewhere = new HashMap<>();
        other.repeatable().forEach(script -> elsewhere.put(script.getDescription(), script));
        Map<String, Optional<String>> varying = new HashMap<>();
        for (MigrationInfo script : one.repeatable()) {
            MigrationInfo same = elsewhere.get(script.getDescription());
            if (same != null && !Objects.equals(script.getChecksum(), same.getChecksum())) {
                varying.put(
                        script.getDescription(),
                        one.look()
                                .script(script.getScript())
                                .flatMap(ScriptLook.Seen::text)
                                .filter(text -> proven(text, one, script) && proven(text, other, same)));
            }
        }
        boolean placeholdersToo = !one.configuration()
                .getPlaceholders()
                .equals(other.configuration().getPlaceholders());
        if (placeholdersToo) {
            varying.replaceAll((description, text) -> Optional.empty());
        }
        return new VaryingScripts(one.configuration(), varying);
    }

    private static boolean proven(String text, Resolved where, MigrationInfo script) {
        return ScriptChecksum.of(text, where.configuration(), where.schema())
                .equals(Optional.ofNullable(script.getChecksum()));
    }

    Set<String> descriptions() {
        return textByDescription.keySet();
    }

    /**
     * What stands for the checksum with which a script ran last, the same for all tenants for which Flyway decides the same.
     * The checksum itself, if what is right now cannot be computed.
     */
    String kind(String description, @Nullable Integer ran, String schema) {
        Optional<String> text = textByDescription.getOrDefault(description, Optional.empty());
        Optional<Integer> now = text.flatMap(found -> ScriptChecksum.of(found, configuration, schema));
        if (now.isEmpty()) {
            return String.valueOf(ran);
        }
        if (now.equals(Optional.ofNullable(ran))) {
            return "current";
        }
        // Flyway takes the text before replacement for the same script
        return text.map(ScriptChecksum::of).equals(Optional.ofNullable(ran)) ? "unreplaced" : "outdated";
    }
}
