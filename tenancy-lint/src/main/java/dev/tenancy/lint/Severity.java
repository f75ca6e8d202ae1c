package dev.tenancy.lint;

/** How bad a {@link Finding} is. */
public enum Severity {
    /** The script fails, or leaves something that fails or is open to others. */
    ERROR,
    /** The script works, and makes others wait, or makes something that is easily wrong. */
    WARNING,
    /** Worth knowing. Nothing fails because of it: no exception, no exit code. */
    NOTE;

    /** In lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
