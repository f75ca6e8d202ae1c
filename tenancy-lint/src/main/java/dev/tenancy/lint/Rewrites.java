package dev.tenancy.lint;

import dev.tenancy.lint.Subject.Alteration;
import dev.tenancy.lint.internal.Statement;
import dev.tenancy.lint.internal.Token;
import java.util.List;
import java.util.Set;

/** What writes a table anew while nobody can read it. */
final class Rewrites implements Check {

    static final Set<String> SERIAL = Set.of("serial", "bigserial", "smallserial", "serial4", "serial8", "serial2");

    private static final Set<String> VOLATILE = Set.of(
            "gen_random_uuid",
            "uuidv4",
            "uuidv7",
            "random",
            "random_normal",
            "clock_timestamp",
            "timeofday",
            "nextval",
            "uuid_generate_v1",
            "uuid_generate_v1mc",
            "uuid_generate_v4");

    @Override
    public void look(Subject subject, Findings findings) {
        Statement statement = subject.statement();
        if (statement.starts("vacuum") && statement.contains("full") || statement.starts("cluster")) {
            found("The table is written anew", subject.line(), "Use pg_repack, tenant by tenant.", findings);
        }
        for (Alteration alteration : subject.alterations()) {
            type(alteration, subject, findings);
            alteration
                    .addedColumn()
                    .filter(column -> hasValuesOfItsOwn(column, subject.all()))
                    .ifPresent(column -> found(
                            "A new column with a value of its own in each row writes the table anew",
                            alteration.line(),
                            "Add it without the value, set the default for new rows, and fill the old ones a part at a time.",
                            findings));
            storage(alteration, findings);
        }
    }

    private static void type(Alteration alteration, Subject subject, Findings findings) {
        Cursor cursor = alteration.cursor();
        alteration.alteredColumn(cursor).ifPresent(column -> {
            cursor.accept("set", "data");
            if (cursor.accept("type") && !keepsRows(alteration, column.name(), cursor.at(), subject.before())) {
                found(
                        "A column's other type writes the table and its indexes anew",
                        alteration.line(),
                        "Add a column of the new type, fill it a part at a time, and drop the old one later.",
                        findings);
            }
        });
    }

    private static boolean keepsRows(Alteration alteration, String column, int from, Made before) {
        List<Token> tokens = alteration.clause().tokens();
        List<Token> known = before.columnTypes.getOrDefault(Columns.key(alteration.table(), column), List.of());
        return !alteration.clause().contains("using")
                && TextTypes.widens(known, Columns.type(tokens.subList(from, tokens.size())));
    }

    private static void storage(Alteration alteration, Findings findings) {
        Statement clause = alteration.clause();
        if (clause.starts("set", "logged")
                || clause.starts("set", "unlogged")
                || clause.starts("set", "tablespace")
                || clause.starts("set", "access", "method")) {
            found("The table is written anew", alteration.line(), "Do it while the tenant is suspended.", findings);
        }
    }

    private static boolean hasValuesOfItsOwn(Statement column, Made all) {
        boolean generated = column.contains("stored") || column.contains("identity");
        boolean serial = SERIAL.contains(Cursor.at(column.tokens(), 0).value());
        return column.contains("generated") && generated || serial || volatileDefault(column, all);
    }

    private static boolean volatileDefault(Statement column, Made all) {
        List<Token> tokens = column.tokens();
        int from = column.indexOf("default");
        for (int i = from; from >= 0 && i + 1 < tokens.size(); i++) {
            String word = tokens.get(i).value();
            if (tokens.get(i + 1).is("(") && (VOLATILE.contains(word) || all.volatileFunctions.contains(word))) {
                return true;
            }
        }
        return false;
    }

    private static void found(String what, int line, String instead, Findings findings) {
        findings.add(
                Rule.TABLE_REWRITE,
                Severity.WARNING,
                line,
                what + ", and nobody reads or writes it meanwhile: in a large tenant, for minutes.",
                instead);
    }
}
