package dev.tenancy.lint.internal;

import dev.tenancy.lint.internal.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PostgreSQL's scanner (scan.l of 15 to 18) as far as the borders of tokens go, with standard_conforming_strings on. Of
 * several semicolons and bodies it knows nothing: {@link Splitter}.
 */
final class Lexer {

    private static final String OPERATOR = "~!@#^&|`?+-*/%<>=";
    private static final String SIGNS_MAY_END = "~!@#^&|`?%";

    /** 1, 1.5, .5, 1e-3, 0x1F, 1_000; of 1..2 only the 1. */
    private static final Pattern NUMBER = Pattern.compile(
            "0[xXoObB][0-9A-Fa-f_]+|(?:\\d[\\d_]*(?:\\.(?!\\.)[\\d_]*)?|\\.\\d[\\d_]*)(?:[eE][+-]?\\d[\\d_]*)?");

    private static final Pattern DATA_END = Pattern.compile("^\\\\\\.\\r?$", Pattern.MULTILINE);

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private final List<Doubt> doubts;
    private int at;
    private int line;
    private int statementFrom;

    Lexer(String sql, int firstLine, List<Doubt> doubts) {
        this.sql = sql;
        this.line = firstLine;
        this.doubts = doubts;
        this.at = sql.startsWith("\ufeff") ? 1 : 0;
    }

    List<Token> tokens() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (isSpace(c)) {
                to(at + 1);
            } else {
                token(c);
            }
        }
        return tokens;
    }

    private void token(char c) {
        if (sql.startsWith("--", at)) {
            add(Kind.COMMENT, endOfLine(at));
        } else if (sql.startsWith("/*", at)) {
            add(Kind.COMMENT, endOfComment());
        } else if (c == '\'') {
            string(at, false);
        } else if (c == '"') {
            add(Kind.QUOTED_NAME, endOfName(at));
        } else if (c == '$') {
            dollar();
        } else if (isNameStart(c)) {
            word(c);
        } else if (isDigit(c) || c == '.' && isDigit(peek(at + 1))) {
            add(Kind.NUMBER, endOfNumber());
        } else if (OPERATOR.indexOf(c) >= 0) {
            add(Kind.SYMBOL, endOfOperator());
        } else {
            symbol(c);
        }
    }

    private void word(char c) {
        if ("eEbBxXnN".indexOf(c) >= 0 && peek(at + 1) == '\'') {
            string(at + 1, c == 'e' || c == 'E');
        } else if ((c == 'u' || c == 'U') && peek(at + 1) == '&' && peek(at + 2) == '\'') {
            string(at + 2, false);
        } else if ((c == 'u' || c == 'U') && peek(at + 1) == '&' && peek(at + 2) == '"') {
            add(Kind.QUOTED_NAME, endOfName(at + 2));
        } else {
            int end = at + 1;
            while (end < sql.length() && isNamePart(sql.charAt(end))) {
                end++;
            }
            add(Kind.WORD, end);
        }
    }

    private void symbol(char c) {
        boolean two = sql.startsWith("::", at) || sql.startsWith("..", at) || sql.startsWith(":=", at);
        if ("()[],;:.".indexOf(c) < 0) {
            doubt(
                    c == '\\'
                            ? "a backslash outside of a string: a command of psql"
                            : String.format("the character U+%04X outside of a string", (int) c));
        }
        add(Kind.SYMBOL, at + (two ? 2 : 1));
        if (c == ';') {
            copiedData();
            statementFrom = tokens.size();
        }
    }

    /** What follows COPY FROM STDIN is no SQL, up to a line with a backslash and a point. */
    private void copiedData() {
        List<Token> statement = tokens.subList(statementFrom, tokens.size()).stream()
                .filter(token -> token.kind() != Kind.COMMENT)
                .toList();
        Statement copy = new Statement("", 0, line, statement);
        if (copy.starts("copy") && copy.contains("from", "stdin")) {
            Matcher end = DATA_END.matcher(sql).region(at, sql.length());
            if (end.find()) {
                to(end.end());
            } else {
                doubt("COPY FROM STDIN without an end of its data");
            }
        }
    }

    /** With what continues it: {@code 'a'}, a line break, {@code 'b'} are one string. */
    private void string(int quote, boolean escapes) {
        int end = endOfPart(sql, quote, escapes);
        for (int next = continuation(sql, end); next > 0; next = continuation(sql, end)) {
            end = endOfPart(sql, next, escapes);
        }
        add(Kind.STRING, end < 0 ? unfinished("a string") : end);
    }

    /** After the closing quote, or -1. */
    private static int endOfPart(String text, int quote, boolean escapes) {
        for (int i = quote + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && escapes) {
                i++;
            } else if (c == '\'') {
                if (i + 1 < text.length() && text.charAt(i + 1) == '\'') {
                    i++;
                } else {
                    return i + 1;
                }
            }
        }
        return -1;
    }

    /** The quote that continues a string which ended here, or -1. */
    private static int continuation(String text, int end) {
        boolean newline = false;
        int i = end;
        while (i >= 0 && i < text.length()) {
            char c = text.charAt(i);
            if (c == '\'') {
                return newline ? i : -1;
            } else if (isSpace(c)) {
                newline |= c == '\n' || c == '\r';
                i++;
            } else if (text.startsWith("--", i)) {
                i = endOfLine(text, i);
            } else {
                return -1;
            }
        }
        return -1;
    }

    /** What is between the quotes of a string token, part by part. */
    static List<String> parts(String text) {
        boolean escapes = text.startsWith("E") || text.startsWith("e");
        List<String> parts = new ArrayList<>();
        int quote = text.indexOf('\'');
        while (quote >= 0) {
            int end = endOfPart(text, quote, escapes);
            parts.add(text.substring(quote + 1, end < 0 ? text.length() : end - 1));
            quote = continuation(text, end);
        }
        return parts;
    }

    private int endOfName(int quote) {
        for (int i = quote + 1; i < sql.length(); i++) {
            if (sql.charAt(i) == '"') {
                if (peek(i + 1) == '"') {
                    i++;
                } else {
                    return i + 1;
                }
            }
        }
        return unfinished("a quoted name");
    }

    private void dollar() {
        int tag = at + 1;
        if (isDigit(peek(tag))) {
            while (isDigit(peek(tag))) {
                tag++;
            }
            add(Kind.PARAMETER, tag);
            return;
        }
        while (peek(tag) != '$' && isNamePart(peek(tag))) {
            tag++;
        }
        if (peek(tag) != '$') {
            doubt("a dollar sign that opens no string");
            add(Kind.SYMBOL, at + 1);
            return;
        }
        String quote = sql.substring(at, tag + 1);
        int end = sql.indexOf(quote, tag + 1);
        add(Kind.DOLLAR_STRING, end < 0 ? unfinished("a string that opens with " + quote) : end + quote.length());
    }

    private int endOfComment() {
        int depth = 0;
        for (int i = at; i < sql.length(); i++) {
            if (sql.startsWith("/*", i)) {
                depth++;
                i++;
            } else if (sql.startsWith("*/", i)) {
                depth--;
                i++;
            }
            if (depth == 0) {
                return i + 1;
            }
        }
        return unfinished("a comment");
    }

    private int endOfNumber() {
        Matcher number = NUMBER.matcher(sql).region(at, sql.length());
        return number.lookingAt() ? number.end() : at + 1;
    }

    /** As long as it can be; a comment ends it, and a sign at its end belongs to what follows. */
    private int endOfOperator() {
        int end = at;
        boolean signsMayEnd = false;
        while (OPERATOR.indexOf(peek(end)) >= 0
                && !(end > at && (sql.startsWith("--", end) || sql.startsWith("/*", end)))) {
            signsMayEnd |= SIGNS_MAY_END.indexOf(peek(end)) >= 0;
            end++;
        }
        while (!signsMayEnd && end > at + 1 && (peek(end - 1) == '+' || peek(end - 1) == '-')) {
            end--;
        }
        return end;
    }

    private int endOfLine(int from) {
        return endOfLine(sql, from);
    }

    private static int endOfLine(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        return end;
    }

    private int unfinished(String what) {
        doubt(what + " without an end");
        return sql.length();
    }

    private void doubt(String why) {
        doubts.add(new Doubt(line, why));
    }

    private void add(Kind kind, int end) {
        tokens.add(new Token(kind, sql.substring(at, end), at, line));
        to(end);
    }

    private void to(int end) {
        for (; at < end; at++) {
            char c = sql.charAt(at);
            if (c == '\n' || c == '\r' && peek(at + 1) != '\n') {
                line++;
            }
        }
    }

    /** 0 after the end; the character itself is none that PostgreSQL takes. */
    private char peek(int i) {
        return i >= 0 && i < sql.length() ? sql.charAt(i) : 0;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameStart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80;
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || isDigit(c) || c == '$';
    }
}
