package dev.tenancy.flyway;

import dev.tenancy.lint.internal.SqlScript;
import dev.tenancy.lint.internal.Token;
import java.util.List;

/** Compares where Flyway's parser ends the statements of a script with where PostgreSQL does. */
final class SameCuts {

    private SameCuts() {}

    /** Whether Flyway's parser cuts it where PostgreSQL does; comments are nothing to either. */
    static boolean both(SqlScript script, List<String> flyways) {
        return flyways.stream()
                .map(SameCuts::words)
                .toList()
                .equals(script.statements().stream()
                        .map(statement ->
                                statement.tokens().stream().map(Token::text).toList())
                        .toList());
    }

    private static List<String> words(String statement) {
        return SqlScript.of(statement).statements().stream()
                .flatMap(each -> each.tokens().stream())
                .map(Token::text)
                .toList();
    }
}
