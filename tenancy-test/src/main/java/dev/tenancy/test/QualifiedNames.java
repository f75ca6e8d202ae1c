package dev.tenancy.test;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a SQL text calls {@code a.b}. String literals are read as well: {@code nextval('a.b')} reaches b. An alias and a
 * column look the same, so what is found means something only if such an object exists.
 */
final class QualifiedNames {

    private static final String NAME = "(?:\"((?:[^\"]|\"\")++)\"|([\\p{L}_][\\p{L}\\p{N}_$]*+))";
    // the second name is looked at and not consumed, so that of database.schema.table both pairs are seen
    private static final Pattern PAIR = Pattern.compile("(?<![\\p{L}\\p{N}_$])" + NAME + "(?=\\s*\\.\\s*" + NAME + ")");

    private QualifiedNames() {}

    static Set<QualifiedName> in(String sql) {
        Set<QualifiedName> found = new LinkedHashSet<>();
        Matcher pair = PAIR.matcher(sql);
        while (pair.find()) {
            found.add(new QualifiedName(name(pair, 1), name(pair, 3)));
        }
        return found;
    }

    private static String name(Matcher pair, int group) {
        String quoted = pair.group(group);
        return quoted != null
                ? quoted.replace("\"\"", "\"")
                : pair.group(group + 1).toLowerCase(Locale.ROOT);
    }
}
