package dev.tenancy.lint;

import dev.tenancy.lint.internal.Token;
import java.util.List;
import java.util.stream.Collectors;

/** Changes of type that PostgreSQL makes without looking at a row. */
final class TextTypes {

    private TextTypes() {}

    /** From varchar(n) to a longer one, or to one without an end. */
    static boolean widens(List<Token> from, List<Token> to) {
        long before = length(from);
        long after = length(to);
        return before >= 0 && after >= before;
    }

    /** The most characters, or -1 for another type. */
    private static long length(List<Token> type) {
        String text = type.stream().map(Token::value).collect(Collectors.joining(" "));
        if (text.equals("text") || text.equals("varchar") || text.equals("character varying")) {
            return Long.MAX_VALUE;
        }
        boolean limited = text.matches("(varchar|character varying) \\( \\d{1,9} \\)");
        return limited ? Long.parseLong(text.replaceAll("\\D", "")) : -1;
    }
}
