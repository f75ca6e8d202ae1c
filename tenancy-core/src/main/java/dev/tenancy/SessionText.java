package dev.tenancy;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells from a statement's text what it would do to the session beyond its transaction. jOOQ's typed statements do nothing
 * of the kind; plain SQL may. What a database function does inside is not seen, what a DO block does is.
 *
 * <p>All repetitions of groups are possessive: the others recurse, and a literal of some thousand characters would be a
 * StackOverflowError.
 */
final class SessionText {

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;

    /** Where a statement starts in {@linkplain #bare bare} text. */
    private static final String START = "(?:^|;)\\s*+";

    private static final Pattern RESIDUE = Pattern.compile(
            START
                    + "(?:set\\s++(?!local\\b|transaction\\b|constraints\\b)"
                    + "|(?:reset|discard|listen|load|prepare|execute)\\b"
                    + "|create\\s+(?:or\\s+replace\\s+)?(?:(?:local|global)\\s+)?temp(?:orary)?\\b"
                    + "|declare\\b[^;]*?\\bwith\\s+hold\\b)"
                    // one level of parentheses in its arguments is understood, more is taken for the worst
                    + "|\\bset_config\\s*\\((?!(?:[^()]++|\\([^()]*+\\))*+(?<=,\\s{0,9}true\\s{0,9})\\))"
                    + "|\\bpg_(?:try_)?advisory_lock|\\bpg_temp\\w*+\\s*\\."
                    + "|(?<!\\binsert\\s{1,9})\\binto\\s+(?:(?:local|global)\\s+)?temp(?:orary)?\\s+\\w",
            FLAGS);

    private static final Pattern TRANSACTION_CONTROL = Pattern.compile(
            START + "(?:commit|begin|start\\s+transaction|end|abort|prepare\\s+transaction"
                    + "|rollback(?!\\s++(?:(?:work|transaction)\\s++)?to\\b))\\b",
            FLAGS);

    private static final Pattern SET_TRANSACTION =
            Pattern.compile("\\s*+set\\s++transaction\\s[^;]*+;?\\s*+", Pattern.CASE_INSENSITIVE);

    /** Literals, quoted names, dollar quotes and comments, the latter nested once: nothing in them is a statement. */
    private static final Pattern QUOTED = Pattern.compile(
            "(?<![\\w$])e'(?:[^'\\\\]++|\\\\.|'')*+'"
                    + "|'(?:[^']++|'')*+'"
                    + "|\"(?<name>(?:[^\"]++|\"\")*+)\"(?<used>\\s*+[(.])?"
                    + "|(?<![\\w$])(?<tag>\\$(?:[^\\s$'\"0-9][^\\s$'\"]*+)?\\$)(?<body>.*?)\\k<tag>"
                    + "|--[^\\n]*+"
                    + "|/\\*(?:[^*/]++|\\*(?!/)|/(?!\\*)|/\\*.*?\\*/)*+\\*/",
            FLAGS);

    private static final Pattern WORD = Pattern.compile("\\w++");
    private static final Pattern DO = Pattern.compile(START + "do\\b", FLAGS);
    private static final Pattern OPENS_BLOCK = Pattern.compile("\\b(?:begin|then|else|loop)\\b", FLAGS);

    private SessionText() {}

    /** Only what is plainly a query; WITH may write. */
    static boolean reads(String sql) {
        return sql.stripLeading().regionMatches(true, 0, "select", 0, "select".length());
    }

    /** SET TRANSACTION and nothing else: it touches no tenant, and must come before whatever does. */
    static boolean precedesQueries(String sql) {
        return sql.stripLeading().regionMatches(true, 0, "set", 0, "set".length())
                && SET_TRANSACTION.matcher(sql).matches();
    }

    static boolean leavesResidue(String sql) {
        if (!Suspicion.of(sql)) {
            return false;
        }
        String bare = bare(sql);
        return RESIDUE.matcher(bare).find() || DO.matcher(bare).find() && blockLeavesResidue(sql);
    }

    static boolean controlsTransaction(String sql) {
        return Suspicion.of(sql) && TRANSACTION_CONTROL.matcher(bare(sql)).find();
    }

    /** A block's text is dollar-quoted, as a rule. One in plain quotes is taken for the worst. */
    private static boolean blockLeavesResidue(String sql) {
        Matcher quoted = QUOTED.matcher(sql);
        boolean read = false;
        while (quoted.find()) {
            String body = quoted.group("body");
            if (body != null) {
                read = true;
                String statements = OPENS_BLOCK.matcher(bare(body)).replaceAll(";");
                if (RESIDUE.matcher(statements).find()) {
                    return true;
                }
            }
        }
        return !read;
    }

    /** The text without what is quoted, but with names of functions and schemas: {@code "set_config"(..)} is a call. */
    private static String bare(String sql) {
        return QUOTED.matcher(sql).replaceAll(SessionText::replacement);
    }

    private static String replacement(MatchResult quoted) {
        boolean used = quoted.group(2) != null && WORD.matcher(quoted.group(1)).matches();
        return used ? Matcher.quoteReplacement(quoted.group(1) + quoted.group(2)) : " ";
    }
}
