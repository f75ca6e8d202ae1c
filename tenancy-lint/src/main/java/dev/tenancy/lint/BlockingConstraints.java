package dev.tenancy.lint;

import dev.tenancy.lint.Subject.Alteration;
import dev.tenancy.lint.internal.Statement;

/** Constraints that are checked against all rows while others wait. */
final class BlockingConstraints implements Check {

    @Override
    public void look(Subject subject, Findings findings) {
        for (Alteration alteration : subject.alterations()) {
            Statement clause = alteration.clause();
            boolean checks = clause.contains("check", "(") || clause.contains("references");
            if (clause.starts("add") && checks && !clause.contains("not", "valid")) {
                found(
                        alteration,
                        "All rows of table " + alteration.table() + " are checked while nobody can write to it.",
                        "Add the constraint NOT VALID, and VALIDATE CONSTRAINT in a script of its own.",
                        findings);
            } else if (clause.starts("validate", "constraint") && addedHere(clause, subject)) {
                found(
                        alteration,
                        "The constraint is validated in the transaction that added it, whose lock keeps writers of table "
                                + alteration.table() + " waiting meanwhile.",
                        "VALIDATE CONSTRAINT in a script of its own.",
                        findings);
            }
        }
    }

    private static void found(Alteration alteration, String problem, String instead, Findings findings) {
        findings.add(Rule.BLOCKING_CONSTRAINT, Severity.WARNING, alteration.line(), problem, instead);
    }

    private static boolean addedHere(Statement clause, Subject subject) {
        String name = Cursor.at(clause.tokens(), 2).value();
        return subject.script().transactional()
                && subject.text().statements().stream().anyMatch(statement -> {
                    int add = statement.indexOf("add", "constraint");
                    return add >= 0
                            && Cursor.at(statement.tokens(), add + 2).value().equals(name);
                });
    }
}
