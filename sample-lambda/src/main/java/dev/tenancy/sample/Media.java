package dev.tenancy.sample;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What content types a request offers and wants. */
final class Media {

    private static final Set<String> RANGES =
            Set.of("*/*", "application/*", "application/json", "application/problem+json");

    private static final Pattern REFUSED = Pattern.compile("q=0(\\.0{0,3})?");

    private Media() {}

    /** Checks that the client takes JSON: 406 if it does not. */
    static void checkAccept(ApiRequest request) {
        String accept = request.header("Accept");
        if (!accept.isBlank() && Arrays.stream(accept.split(",")).noneMatch(Media::wantsJson)) {
            throw new Problem(406, "Only application/json is given here.");
        }
    }

    /** Checks that the body is said to be JSON in UTF-8: 415 if it is not. */
    static void checkContentType(ApiRequest request) {
        String[] parts = parts(request.header("Content-Type"));
        boolean utf8 = Arrays.stream(parts)
                .skip(1)
                .allMatch(part -> part.equals("charset=utf-8") || part.equals("charset=\"utf-8\""));
        if (!parts[0].equals("application/json") || !utf8) {
            throw new Problem(415, "Only application/json in UTF-8 is taken here.");
        }
    }

    private static boolean wantsJson(String range) {
        String[] parts = parts(range);
        return RANGES.contains(parts[0])
                && Arrays.stream(parts).noneMatch(part -> REFUSED.matcher(part).matches());
    }

    private static String[] parts(String value) {
        return Arrays.stream(value.toLowerCase(Locale.ROOT).split(";", -1))
                .map(String::strip)
                .toArray(String[]::new);
    }
}
