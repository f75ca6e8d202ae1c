package dev.tenancy;

import java.util.regex.Pattern;

/**
 * Tells from a statement's text what it would do to the session beyond its transaction. jOOQ's typed statements do nothing
 * of the kind; plain SQL may. What a database function does inside is not seen.
 */
final class SessionText {

    private static final int FLAGS = Pattern.CASE_INSENSITIVE;
    /**
     * Where a statement starts: after a semicolon, white space and comments. Its repetitions are possessive, here and below:
     * others recurse, and a long text would overflow the stack.
     */
    private static final String START = "(?:^|;)(?:\\s++|--[^\\n]*+\\n|/\\*.*?\\*/)*+";

    private static final Pattern RESIDUE = Pattern.compile(
            START
                    + "(?:set\\s++(?!local\\b|transaction\\b|constraints\\b)|reset\\b|discard\\b|listen\\b|load\\b|prepare\\b"
                    + "|create\\s+(?:(?:local|global)\\s+)?temp|declare\\b.*?\\bwith\\s+hold\\b|do\\b)"
                    + "|\\bset_config\\s*\\((?![^;]*?,\\s*true\\s*\\))"
                    + "|\\bpg_(?:try_)?advisory_lock|\\binto\\s+temp",
            FLAGS | Pattern.DOTALL);

    private static final Pattern TRANSACTION_CONTROL = Pattern.compile(
            START + "(?:commit|begin|start\\s+transaction|end|abort|prepare\\s+transaction"
                    + "|rollback(?!\\s+(?:(?:work|transaction)\\s+)?to\\b))\\b",
            FLAGS | Pattern.DOTALL);

    /** Literals, quoted names, dollar quotes and comments: nothing in them is a statement. */
    private static final Pattern QUOTED =
            Pattern.compile("'[^']*+(?:''[^']*+)*+'|\"[^\"]*\"|(\\$\\w*\\$).*?\\1|--[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);

    private SessionText() {}

    /** Only what is plainly a query; WITH may write. */
    static boolean reads(String sql) {
        return sql.stripLeading().regionMatches(true, 0, "select", 0, "select".length());
    }

    static boolean leavesResidue(String sql) {
        return found(RESIDUE, sql);
    }

    static boolean controlsTransaction(String sql) {
        return found(TRANSACTION_CONTROL, sql);
    }

    /** In two steps, because nearly every statement passes the first one. */
    private static boolean found(Pattern pattern, String sql) {
        return pattern.matcher(sql).find()
                && pattern.matcher(QUOTED.matcher(sql).replaceAll(" ")).find();
    }
}
