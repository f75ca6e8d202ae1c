package dev.tenancy.lint.internal;

/**
 * A word of a script, as PostgreSQL's scanner cuts it.
 *
 * @param kind what it is
 * @param text as it is written
 * @param start where it begins in the script, in characters from 0
 * @param line the line it begins on, from 1
 */
public record Token(Kind kind, String text, int start, int line) {

    /** What a token is. */
    public enum Kind {
        /** A keyword or a name without quotes; which of the two only the grammar knows. */
        WORD,
        /** A name in double quotes, with {@code U&} or without. */
        QUOTED_NAME,
        /** A string in single quotes: plain, {@code E}, {@code B}, {@code X}, {@code N}, {@code U&}; with its continuations. */
        STRING,
        /** A string between dollar signs. */
        DOLLAR_STRING,
        /** A number. */
        NUMBER,
        /** {@code $1}. */
        PARAMETER,
        /** An operator, a bracket, a comma, a point, a semicolon, or a character that PostgreSQL does not know. */
        SYMBOL,
        /** From {@code --} to the end of the line, or from one slash and star to the matching end. */
        COMMENT
    }

    /**
     * Where it ends.
     *
     * @return the first character after it, from 0
     */
    public int end() {
        return start + text.length();
    }

    /**
     * Whether it is this word, in any case, or this symbol.
     *
     * @param wordOrSymbol without quotes
     * @return never true for a quoted name or a string
     */
    public boolean is(String wordOrSymbol) {
        return (kind == Kind.WORD || kind == Kind.SYMBOL) && text.equalsIgnoreCase(wordOrSymbol);
    }

    /**
     * Whether it can be a name.
     *
     * @return true for a word (a reserved one too) and for a quoted name
     */
    public boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
    }

    /**
     * What it stands for: a name as the catalog has it, the content of a string. (A {@code UESCAPE} that follows is not
     * looked at; the script then has a {@link Doubt}.)
     *
     * @return the text itself for all that is neither a name nor a string
     */
    public String value() {
        return Values.of(this);
    }
}
