package dev.tenancy.guides;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Lines of a test between {@code // region name} and {@code // endregion}, moved to the left margin. */
record Region(Path file, String name, String code) {

    private static final Pattern PATTERN = Pattern.compile("(?ms)^( *)// region ([\\w-]+)\\R(.*?)\\R\\1// endregion$");

    static List<Region> of(Path file, String source) {
        return PATTERN.matcher(source)
                .results()
                .map(found -> new Region(file, found.group(2), found.group(3).replaceAll("(?m)^" + found.group(1), "")))
                .toList();
    }
}
