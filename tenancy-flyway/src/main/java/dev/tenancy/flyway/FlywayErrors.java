package dev.tenancy.flyway;

import static org.jooq.impl.DSL.name;

import dev.tenancy.SchemaName;
import java.util.Optional;
import java.util.OptionalInt;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.output.ValidateOutput;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Makes of Flyway's exceptions what a user needs: script, line, SQLSTATE, and the next step. */
final class FlywayErrors {

    private FlywayErrors() {}

    static MigrationError of(RuntimeException failure, Flyway flyway, SchemaName schema, String historyTable) {
        if (failure instanceof FlywayValidateException mismatch) {
            return mismatch(flyway, mismatch, schema, historyTable);
        }
        ScriptGuard.ReachedOut reachedOut = find(failure, ScriptGuard.ReachedOut.class);
        if (reachedOut != null) {
            return new MigrationError(
                    String.valueOf(reachedOut.getMessage()),
                    Optional.empty(),
                    Optional.of(reachedOut.script()),
                    OptionalInt.empty());
        }
        FlywayMigrateException migrate = find(failure, FlywayMigrateException.class);
        return migrate == null ? other(failure) : script(migrate, schema, historyTable);
    }

    private static MigrationError script(FlywayMigrateException failure, SchemaName schema, String historyTable) {
        String script = failure.getMigration().getScript();
        FlywaySqlScriptException statement = find(failure, FlywaySqlScriptException.class);
        if (statement == null && Failures.sql(failure).isEmpty()) {
            return failedBefore(Optional.of(script), schema, historyTable);
        }
        OptionalInt line = statement == null ? OptionalInt.empty() : OptionalInt.of(statement.getLineNumber());
        String what = "Script " + script + (line.isPresent() ? ", line " + line.getAsInt() : "") + ": "
                + Failures.text(failure);
        boolean inUse = Failures.sqlState(failure).filter("55P03"::equals).isPresent();
        String rolledBack = inUse ? " It was rolled back." : " It was rolled back. Correct it.";
        String next = failure.isExecutableInTransaction() ? rolledBack : undo(schema, historyTable);
        return new MigrationError(what + next, Failures.sqlState(failure), Optional.of(script), line);
    }

    private static MigrationError failedBefore(Optional<String> script, SchemaName schema, String historyTable) {
        return new MigrationError(
                failedBefore(script.orElse("(unknown)"), schema, historyTable),
                Optional.empty(),
                script,
                OptionalInt.empty());
    }

    static String failedBefore(String script, SchemaName schema, String historyTable) {
        return "Script " + script + " failed in an earlier run and is recorded as failed." + undo(schema, historyTable);
    }

    private static String undo(SchemaName schema, String historyTable) {
        return " It did not run in a transaction: undo by hand what is left of it, then "
                + DSL.using(SQLDialect.POSTGRES)
                        .render(DSL.sql("delete from {0} where not success;", name(schema.value(), historyTable)));
    }

    private static MigrationError mismatch(
            Flyway flyway, FlywayException failure, SchemaName schema, String historyTable) {
        Optional<ValidateOutput> first = invalid(flyway);
        Optional<String> script = first.map(output -> output.filepath)
                .filter(path -> !path.isEmpty())
                .map(path -> path.substring(path.lastIndexOf('/') + 1));
        if (first.filter(output -> String.valueOf(output.errorDetails.errorCode).startsWith("FAILED_"))
                .isPresent()) {
            return failedBefore(script, schema, historyTable);
        }
        String details = first.map(output -> output.errorDetails.errorMessage)
                .orElseGet(() -> String.valueOf(failure.getMessage()));
        return new MigrationError(
                "The history does not fit the scripts: " + details.strip().replaceAll("\\.?\\s*\\R\\s*", ". ")
                        + ". Nothing ran. Put the script back as it was when it ran and write what is new into a new one; if"
                        + " the history is wrong, run Flyway's repair on this schema.",
                Optional.empty(),
                script,
                OptionalInt.empty());
    }

    private static Optional<ValidateOutput> invalid(Flyway flyway) {
        try {
            return flyway.validateWithResult().invalidMigrations.stream().findFirst();
        } catch (FlywayException e) {
            return Optional.empty();
        }
    }

    private static MigrationError other(RuntimeException failure) {
        return new MigrationError(
                Failures.text(failure), Failures.sqlState(failure), Optional.empty(), OptionalInt.empty());
    }

    private static <E extends Throwable> @Nullable E find(Throwable failure, Class<E> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }
}
