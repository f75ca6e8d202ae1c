package dev.tenancy.flyway;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.flywaydb.core.api.configuration.Configuration;

/** Flyway's checksum of a script, for any schema: CRC32 over the lines, for a repeatable one after placeholders are replaced. */
final class ScriptChecksum {

    private ScriptChecksum() {}

    static int of(String text) {
        CRC32 crc = new CRC32();
        (text.startsWith("\uFEFF") ? text.substring(1) : text)
                .lines()
                .forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) crc.getValue();
    }

    /** Empty if the text has a placeholder that is neither the user's own nor the schema's name. */
    static Optional<Integer> of(String text, Configuration configuration, String schema) {
        Map<String, String> values = new TreeMap<>();
        configuration.getPlaceholders().forEach((name, value) -> values.put(name.toLowerCase(Locale.ROOT), value));
        values.put("flyway" + configuration.getPlaceholderSeparator() + "defaultschema", schema);
        Matcher placeholder = Pattern.compile(
                        Pattern.quote(configuration.getPlaceholderPrefix()) + "(.*?)"
                                + Pattern.quote(configuration.getPlaceholderSuffix()),
                        Pattern.DOTALL)
                .matcher(text);
        StringBuilder replaced = new StringBuilder();
        while (placeholder.find()) {
            String value = values.get(placeholder.group(1).toLowerCase(Locale.ROOT));
            if (value == null) {
                return Optional.empty();
            }
            placeholder.appendReplacement(replaced, Matcher.quoteReplacement(value));
        }
        return Optional.of(of(placeholder.appendTail(replaced).toString()));
    }
}
