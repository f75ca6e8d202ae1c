package dev.tenancy.lint;

import dev.tenancy.lint.internal.Statement;
import dev.tenancy.lint.internal.Token;
import java.util.List;
import java.util.stream.IntStream;

/** Statements that change the path of the session, or of somebody's sessions to come. */
final class SearchPath implements Check {

    @Override
    public void look(Subject subject, Findings findings) {
        if (changes(subject.statement(), subject.action())) {
            findings.add(
                    Rule.SEARCH_PATH,
                    Severity.ERROR,
                    subject.line(),
                    "The search path is changed: what follows is made in another schema than the tenant's, and the path is what"
                            + " keeps tenants apart.",
                    "Leave the path as Flyway sets it. For a function, add SET search_path FROM CURRENT to the function.");
        }
    }

    private static boolean changes(Statement statement, Action action) {
        Cursor cursor = new Cursor(statement.tokens(), 0);
        if (cursor.accept("set")) {
            cursor.acceptAny("session", "local");
            return isPath(cursor.peek()) || cursor.peek().is("schema");
        }
        if (cursor.accept("reset")) {
            return isPath(cursor.peek()) || cursor.peek().is("all");
        }
        return cursor.accept("discard", "all")
                || action.verb().equals("alter") && !action.isRoutine() && setsPath(statement.tokens())
                || setsByCall(statement);
    }

    /** A setting's name may be quoted, and its case does not matter even then. */
    private static boolean isPath(Token token) {
        return token.isName() && token.value().equalsIgnoreCase("search_path");
    }

    private static boolean setsPath(List<Token> tokens) {
        return IntStream.range(1, tokens.size())
                .anyMatch(at -> tokens.get(at - 1).is("set") && isPath(tokens.get(at)));
    }

    private static boolean setsByCall(Statement statement) {
        int call = statement.indexOf("set_config", "(");
        Token setting = Cursor.at(statement.tokens(), call + 2);
        return call >= 0
                && setting.kind() == Token.Kind.STRING
                && setting.value().equalsIgnoreCase("search_path");
    }
}
