package dev.tenancy.cli;

import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged: our library's warnings, a line each on standard error; everything, if asked. */
final class Logging {

    /** Kept, since loggers that nobody holds forget their level. */
    private static final List<Logger> OURS = List.of(Logger.getLogger("dev.tenancy"), Logger.getLogger(""));

    private Logging() {}

    static void quiet(boolean debug) {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
        LogManager.getLogManager().reset();
        Handler handler = new ConsoleHandler();
        handler.setFormatter(new Line());
        handler.setLevel(Level.ALL);
        OURS.get(1).addHandler(handler);
        OURS.get(1).setLevel(debug ? Level.INFO : Level.OFF);
        OURS.get(0).setLevel(debug ? Level.INFO : Level.WARNING);
    }

    private static final class Line extends Formatter {
        @Override
        public String format(LogRecord entry) {
            return entry.getLevel().getName().toLowerCase(java.util.Locale.ROOT) + ": "
                    + Advice.inCommands(formatMessage(entry)) + System.lineSeparator();
        }
    }
}
