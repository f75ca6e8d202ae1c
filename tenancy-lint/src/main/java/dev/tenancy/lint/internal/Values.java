package dev.tenancy.lint.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What tokens stand for. */
final class Values {

    private static final Pattern UNICODE = Pattern.compile("\\\\(?:([0-9A-Fa-f]{4})|\\+([0-9A-Fa-f]{6})|(\\\\))");
    private static final Pattern ESCAPE = Pattern.compile(
            "''|\\\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", Pattern.DOTALL);

    private Values() {}

    static String of(Token token) {
        String text = token.text();
        return switch (token.kind()) {
            case WORD -> folded(text);
            case QUOTED_NAME -> name(text);
            case STRING -> string(text);
            case DOLLAR_STRING -> {
                int tag = text.indexOf('$', 1) + 1;
                yield text.length() < 2 * tag ? text : text.substring(tag, text.length() - tag);
            }
            case NUMBER, PARAMETER, SYMBOL, COMMENT -> text;
        };
    }

    /** In UTF-8 PostgreSQL folds ASCII letters alone. */
    static String folded(String word) {
        StringBuilder folded = new StringBuilder(word);
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                folded.setCharAt(i, (char) (c + 'a' - 'A'));
            }
        }
        return folded.toString();
    }

    private static String name(String text) {
        String inner = inner(text, '"').replace("\"\"", "\"");
        return text.startsWith("\"") ? inner : unicode(inner);
    }

    private static String string(String text) {
        StringBuilder value = new StringBuilder();
        boolean escapes = text.startsWith("E") || text.startsWith("e");
        boolean unicode = text.startsWith("U") || text.startsWith("u");
        for (String part : Lexer.parts(text)) {
            value.append(escapes ? unescaped(part) : part.replace("''", "'"));
        }
        return unicode ? unicode(value.toString()) : value.toString();
    }

    private static String inner(String text, char quote) {
        int from = text.indexOf(quote) + 1;
        int to = text.lastIndexOf(quote);
        return text.substring(from, Math.max(from, to));
    }

    private static String unicode(String text) {
        return UNICODE.matcher(text).replaceAll(found -> {
            String code = found.group(1) == null ? found.group(2) : found.group(1);
            return Matcher.quoteReplacement(code == null ? "\\" : character(Integer.parseInt(code, 16)));
        });
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(unescaped(found)));
    }

    private static String unescaped(java.util.regex.MatchResult found) {
        if (found.group(1) != null) {
            return character(Integer.parseInt(found.group(1), 8));
        }
        for (int hex = 2; hex <= 4; hex++) {
            if (found.group(hex) != null) {
                return character(Integer.parseUnsignedInt(found.group(hex), 16));
            }
        }
        String other = found.group(5);
        return other == null
                ? "'"
                : switch (other) {
                    case "b" -> "\b";
                    case "f" -> "\f";
                    case "n" -> "\n";
                    case "r" -> "\r";
                    case "t" -> "\t";
                    case "v" -> "\u000b";
                    default -> other;
                };
    }

    /** What is no character PostgreSQL refuses; here it is only shown. */
    private static String character(int codePoint) {
        return Character.isValidCodePoint(codePoint) ? Character.toString(codePoint) : "\ufffd";
    }
}
