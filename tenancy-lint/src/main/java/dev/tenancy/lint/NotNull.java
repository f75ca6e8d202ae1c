package dev.tenancy.lint;

import dev.tenancy.lint.Subject.Alteration;
import dev.tenancy.lint.internal.Statement;

/** Columns that become NOT NULL. */
final class NotNull implements Check {

    @Override
    public void look(Subject subject, Findings findings) {
        for (Alteration alteration : subject.alterations()) {
            existing(alteration, subject, findings);
            alteration
                    .addedColumn()
                    .filter(NotNull::hasNoValue)
                    .ifPresent(column -> findings.add(
                            Rule.NOT_NULL,
                            Severity.ERROR,
                            alteration.line(),
                            "A new column is NULL in the rows that table " + alteration.table()
                                    + " has, so the script fails (23502) in every tenant with rows.",
                            "Add a DEFAULT, or make it NOT NULL when it has been filled."));
        }
    }

    private static void existing(Alteration alteration, Subject subject, Findings findings) {
        Cursor cursor = alteration.cursor();
        alteration
                .alteredColumn(cursor)
                .filter(column -> cursor.accept("set", "not", "null"))
                .filter(column -> !NotNullChecks.proves(subject.before(), alteration.table(), column.name()))
                .ifPresent(column -> findings.add(
                        Rule.NOT_NULL,
                        Severity.WARNING,
                        alteration.line(),
                        "All rows of table " + alteration.table() + " are looked at while nobody can read it.",
                        "Before it, in scripts of their own: ADD CONSTRAINT .. CHECK (" + column.name()
                                + " IS NOT NULL) NOT VALID, then VALIDATE CONSTRAINT."));
    }

    private static boolean hasNoValue(Statement column) {
        boolean valued = column.contains("default")
                || column.contains("generated")
                || Rewrites.SERIAL.contains(Cursor.at(column.tokens(), 0).value());
        return column.contains("not", "null") && !valued || column.contains("primary", "key") && !valued;
    }
}
