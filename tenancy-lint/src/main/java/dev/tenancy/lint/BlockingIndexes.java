package dev.tenancy.lint;

import dev.tenancy.lint.Subject.Alteration;
import dev.tenancy.lint.internal.Statement;

/** Indexes that are built while nobody can write to their table. */
final class BlockingIndexes implements Check {

    @Override
    public void look(Subject subject, Findings findings) {
        boolean concurrently = subject.statement().contains("concurrently");
        if (subject.action().is("create", "index") && !concurrently) {
            subject.tableWithRows()
                    .ifPresent(table -> found(
                            "table " + table,
                            subject.line(),
                            "Use CREATE INDEX CONCURRENTLY, alone in a script with executeInTransaction=false in its .conf"
                                    + " file.",
                            findings));
        } else if (subject.statement().starts("reindex") && !concurrently) {
            found("its table", subject.line(), "Use REINDEX .. CONCURRENTLY, outside of a transaction.", findings);
        }
        for (Alteration alteration : subject.alterations()) {
            if (makesIndex(alteration.clause())) {
                found(
                        "table " + alteration.table(),
                        alteration.line(),
                        "Build a unique index CONCURRENTLY in a script before, and add the constraint USING INDEX.",
                        findings);
            }
        }
    }

    private static boolean makesIndex(Statement clause) {
        return clause.starts("add")
                && (clause.contains("primary", "key") || clause.contains("unique") || clause.contains("exclude"))
                && !clause.contains("using", "index");
    }

    private static void found(String table, int line, String instead, Findings findings) {
        findings.add(
                Rule.BLOCKING_INDEX,
                Severity.WARNING,
                line,
                "The index is built while nobody can write to " + table + ".",
                instead);
    }
}
