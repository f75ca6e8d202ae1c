package dev.tenancy.flyway;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's access lists in words. */
final class AclText {

    private static final Pattern ITEM = Pattern.compile("(.*)=([A-Za-z*]*)/(.*)");
    private static final Map<Character, String> WORDS = Map.ofEntries(
            Map.entry('r', "SELECT"),
            Map.entry('a', "INSERT"),
            Map.entry('w', "UPDATE"),
            Map.entry('d', "DELETE"),
            Map.entry('D', "TRUNCATE"),
            Map.entry('x', "REFERENCES"),
            Map.entry('t', "TRIGGER"),
            Map.entry('m', "MAINTAIN"),
            Map.entry('X', "EXECUTE"),
            Map.entry('U', "USAGE"),
            Map.entry('C', "CREATE"));

    private AclText() {}

    /** By holder; who has none is not there. */
    static Map<String, String> rights(@Nullable String items) {
        Map<String, String> rights = new TreeMap<>();
        if (items != null) {
            items.lines().map(ITEM::matcher).filter(Matcher::matches).forEach(item -> {
                String holder = item.group(1).isEmpty() ? "PUBLIC" : item.group(1);
                String by = item.group(3).equals("<owner>") ? "" : " granted by " + item.group(3);
                rights.merge(holder, words(item.group(2)) + by, (one, more) -> one + ", " + more);
            });
        }
        return rights;
    }

    private static String words(String letters) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            if (letter == '*') {
                words.append(" WITH GRANT OPTION");
            } else {
                words.append(words.isEmpty() ? "" : ", ").append(WORDS.getOrDefault(letter, String.valueOf(letter)));
            }
        }
        return words.toString();
    }
}
