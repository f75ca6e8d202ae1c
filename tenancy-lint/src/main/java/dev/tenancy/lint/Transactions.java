package dev.tenancy.lint;

import dev.tenancy.lint.internal.SqlScript;
import dev.tenancy.lint.internal.Statement;
import java.util.Set;

/** What begins or ends a transaction, what none can hold, and what is left without one. */
final class Transactions implements Check {

    private static final Set<String> CONTROL = Set.of("begin", "start", "commit", "end", "rollback", "abort");

    @Override
    public void look(Subject subject, Findings findings) {
        if (!subject.text().statements().contains(subject.statement())) {
            return; // within a DO block
        }
        boolean transactional = subject.script().transactional();
        if (transactional && controls(subject)) {
            findings.add(
                    Rule.TRANSACTION_CONTROL,
                    Severity.ERROR,
                    subject.line(),
                    "Flyway runs the script in a transaction together with its row in the history. This breaks it in two: a"
                            + " failure leaves one half done, and nobody knows.",
                    "Leave it out.");
        }
        if (transactional && standsAlone(subject.statement(), subject.action())) {
            concurrently(subject, findings);
        }
        if (!transactional && subject.text().statements().indexOf(subject.statement()) == 1) {
            findings.add(
                    Rule.HALF_DONE,
                    Severity.WARNING,
                    subject.line(),
                    "The script runs outside of a transaction: if this statement fails, what is before it is done and stays, and"
                            + " the tenant is FAILED until somebody has undone it.",
                    "Give each such statement a script of its own.");
        }
    }

    private static boolean controls(Subject subject) {
        String verb = subject.action().verb();
        return CONTROL.contains(verb)
                        && !(verb.equals("rollback") && subject.statement().contains("to"))
                || subject.statement().starts("prepare", "transaction");
    }

    /** Whether PostgreSQL refuses it in a transaction. */
    static boolean standsAlone(Statement statement, Action action) {
        boolean concurrently = statement.contains("concurrently");
        return concurrently && (action.kind().equals("index") || statement.starts("reindex"))
                || concurrently && action.is("alter", "table") && statement.contains("detach", "partition")
                || action.verb().equals("vacuum");
    }

    private static void concurrently(Subject subject, Findings findings) {
        String configuration = subject.script().name() + ".conf";
        boolean mixed = mixed(subject.text());
        findings.add(
                Rule.CONCURRENTLY,
                mixed ? Severity.ERROR : Severity.WARNING,
                subject.line(),
                mixed
                        ? "No transaction can hold this statement, and others of the script need one: Flyway refuses the script."
                        : "No transaction can hold this statement. Flyway sees that by itself; nothing else that runs the"
                                + " script does.",
                (mixed
                                ? "Put it into a script of its own, with a file beside it"
                                : "Put a file " + configuration + " beside it")
                        + " that says executeInTransaction=false.");
    }

    private static boolean mixed(SqlScript text) {
        return text.statements().stream().anyMatch(statement -> !standsAlone(statement, Action.of(statement)));
    }
}
