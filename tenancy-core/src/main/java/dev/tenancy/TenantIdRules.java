package dev.tenancy;

import org.jspecify.annotations.Nullable;

/** The rules of {@link TenantId}, one message each; a plain loop, so that no input can make it slow. */
final class TenantIdRules {

    private TenantIdRules() {}

    static void check(@Nullable String value) {
        String broken = broken(value);
        if (broken != null) {
            throw new InvalidTenantIdException(value, broken);
        }
    }

    /** The rule that is broken, or null. */
    static @Nullable String broken(@Nullable String value) {
        if (value == null) {
            return "it is missing (null)";
        }
        if (value.isEmpty()) {
            return "it is empty";
        }
        if (value.length() > TenantId.MAX_LENGTH) {
            return "it has " + value.length() + " characters, " + TenantId.MAX_LENGTH + " are allowed";
        }
        for (int i = 0; i < value.length(); i++) {
            if (!allowed(value.charAt(i))) {
                return "character " + (i + 1) + " is not one of a-z, 0-9, '-' and '_'";
            }
        }
        boolean inside = !separator(value.charAt(0)) && !separator(value.charAt(value.length() - 1));
        return inside ? null : "'-' and '_' may stand inside it only";
    }

    static boolean allowed(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || separator(c);
    }

    private static boolean separator(char c) {
        return c == '-' || c == '_';
    }
}
