package dev.tenancy.lint;

import dev.tenancy.lint.internal.Statement;
import dev.tenancy.lint.internal.Token;
import dev.tenancy.lint.internal.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Functions that will not find what they name when a request calls them, and those that run as their owner. */
final class Functions implements Check {

    @Override
    public void look(Subject subject, Findings findings) {
        if (subject.action().isRoutine() && !subject.action().verb().equals("drop")) {
            definer(subject, findings);
            subject.body().ifPresent(body -> path(subject, body, findings));
        }
    }

    private static void definer(Subject subject, Findings findings) {
        int definer = subject.statement().indexOf("security", "definer");
        if (definer >= 0) {
            boolean dynamic = subject.body().stream()
                    .flatMap(body -> body.tokens().stream())
                    .anyMatch(token -> token.is("execute"));
            findings.add(
                    Rule.SECURITY_DEFINER,
                    Severity.WARNING,
                    subject.tokens().get(definer).line(),
                    "The function runs as its owner, who may reach every tenant: no role stops it"
                            + (dynamic ? ", and it runs SQL that it makes up." : "."),
                    "Leave it SECURITY INVOKER, and let the tenant's role have what it needs.");
        }
    }

    private static void path(Subject subject, Body body, Findings findings) {
        Optional<ObjectName> name = subject.action().object().filter(ObjectName::own);
        boolean pathed = pathed(subject.statement())
                || name.filter(one -> subject.all().pathedFunctions.contains(one.name()))
                        .isPresent();
        Set<String> lost = pathed ? Set.of() : Unqualified.in(body, subject.all());
        if (!lost.isEmpty()) {
            findings.add(
                    Rule.FUNCTION_PATH,
                    Severity.ERROR,
                    subject.line(),
                    "The function names " + lost
                            + " without a schema and has no search path of its own: it can be made, and"
                            + " fails (42P01) when a request calls it.",
                    "Write its body as BEGIN ATOMIC .. END, or add SET search_path FROM CURRENT.");
        }
    }

    private static boolean pathed(Statement statement) {
        return statement.contains("set", "search_path", "from", "current")
                || path(statement).stream().anyMatch(name -> name.value().contains(Placeholders.OWN_SCHEMA));
    }

    /** The names in a function's SET search_path. */
    static List<Token> path(Statement statement) {
        List<Token> names = new ArrayList<>();
        int set = statement.indexOf("set", "search_path");
        Cursor cursor = new Cursor(statement.tokens(), set + 2);
        if (set >= 0 && cursor.acceptAny("to", "=")) {
            do {
                Token name = cursor.next();
                if (name.isName() || name.kind() == Kind.STRING) {
                    names.add(name);
                }
            } while (cursor.accept(","));
        }
        return names;
    }
}
