package dev.tenancy.flyway;

import dev.tenancy.flyway.Difference.ObjectType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of {@link CatalogSql}.
 *
 * @param parent the table that it goes with, or for a sequence the column; empty if none
 * @param properties names and texts, in the order of the line
 */
record CatalogObject(ObjectType type, String parent, String name, Map<String, String> properties) {

    private static final Pattern PROPERTY = Pattern.compile("([a-z ]+): (.*)", Pattern.DOTALL);

    static CatalogObject of(String line) {
        List<String> parts = Arrays.asList(line.split("\u001f", -1));
        Map<String, String> properties = new LinkedHashMap<>();
        String last = "";
        for (String part : parts.subList(3, parts.size())) {
            Matcher property = PROPERTY.matcher(part);
            if (property.matches()) {
                last = property.group(1);
                properties.put(last, property.group(2));
            } else {
                properties.merge(last, part, (before, more) -> before + "\u001f" + more); // in a text of the user's
            }
        }
        return new CatalogObject(ObjectType.valueOf(parts.get(0)), parts.get(1), parts.get(2), properties);
    }

    /** What it is found again by in another schema. */
    Identity identity() {
        return new Identity(type, type.ofTable() ? parent : "", name);
    }

    /** A name is of its table where two tables may have the same. */
    record Identity(ObjectType type, String table, String name) {}
}
