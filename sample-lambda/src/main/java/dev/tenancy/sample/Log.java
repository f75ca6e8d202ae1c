package dev.tenancy.sample;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON object a line to standard output, where Lambda collects it. Never a body, a header or a secret: jOOQ's
 * messages hold SQL without its values, and the driver is told to leave them out of its own.
 */
final class Log {

    private static final Logger ROOT = Logger.getLogger("");

    private Log() {}

    /** Makes the libraries' own warnings JSON as well. */
    static void install() {
        LogManager.getLogManager().reset();
        ROOT.setLevel(Level.WARNING);
        ROOT.addHandler(new Handler() {
            @Override
            public void publish(LogRecord record) {
                libraryLine(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }

    /** One line. Values that are null are left out. */
    static void line(String level, String message, Map<String, ?> fields, @Nullable Throwable failure) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("timestamp", Instant.now().toString());
        line.put("level", level);
        line.put("message", message);
        fields.forEach((name, value) -> {
            if (value != null) {
                line.put(name, value);
            }
        });
        if (failure != null) {
            line.putAll(describe(failure));
        }
        System.out.println(Json.write(line));
    }

    private static Map<String, Object> describe(Throwable failure) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("error", failure.getClass().getName());
        SQLException sql = Failures.sqlException(failure);
        if (sql != null && sql.getSQLState() != null) {
            fields.put("sqlState", sql.getSQLState());
        }
        StringWriter stack = new StringWriter();
        failure.printStackTrace(new PrintWriter(stack));
        fields.put("stack", stack.toString());
        return fields;
    }

    private static void libraryLine(LogRecord record) {
        if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
            String message = new Formatter() {
                @Override
                public String format(LogRecord any) {
                    return formatMessage(any);
                }
            }.format(record);
            String level = Level.SEVERE.equals(record.getLevel()) ? "ERROR" : "WARN";
            line(level, message, Map.of("logger", String.valueOf(record.getLoggerName())), record.getThrown());
        }
    }
}
