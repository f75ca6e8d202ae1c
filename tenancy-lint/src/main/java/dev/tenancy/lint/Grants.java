package dev.tenancy.lint;

import dev.tenancy.lint.internal.Token;
import java.util.List;

/** Rights for everybody, that is for every other tenant's role. */
final class Grants implements Check {

    @Override
    public void look(Subject subject, Findings findings) {
        List<Token> tokens = subject.tokens();
        int to = last(tokens, "to");
        if (subject.statement().contains("grant") && to >= 0 && grants(subject)) {
            for (Token holder : tokens.subList(to + 1, tokens.size())) {
                if (holder.is("public")) {
                    findings.add(
                            Rule.PUBLIC_GRANT,
                            Severity.ERROR,
                            holder.line(),
                            "PUBLIC is everybody, so every other tenant's role too.",
                            "Grant nothing: the tenant's role gets its rights by provisioning.");
                }
            }
        }
    }

    private static boolean grants(Subject subject) {
        return subject.action().verb().equals("grant") || subject.statement().starts("alter", "default", "privileges");
    }

    private static int last(List<Token> tokens, String word) {
        for (int i = tokens.size() - 1; i >= 0; i--) {
            if (tokens.get(i).is(word)) {
                return i;
            }
        }
        return -1;
    }
}
