package dev.tenancy.sample.local;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What the command line says.
 *
 * @param port where to listen; 0 takes any free one
 * @param data where the database is kept; empty: nowhere, it is deleted at the end
 */
record Options(int port, Optional<Path> data) {

    private static final String USAGE = "Usage: [--port PORT] [--data DIR]";

    static Options parse(String... args) {
        int port = 8080;
        Optional<Path> data = Optional.empty();
        Iterator<String> rest = List.of(args).iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--port" -> port = port(value(rest, option));
                case "--data" -> data = Optional.of(Path.of(value(rest, option)).toAbsolutePath());
                default -> throw new StartException("Unknown option '" + option + "'. " + USAGE);
            }
        }
        return new Options(port, data);
    }

    private static String value(Iterator<String> rest, String option) {
        if (!rest.hasNext()) {
            throw new StartException("The option " + option + " wants a value. " + USAGE);
        }
        return rest.next();
    }

    private static int port(String text) {
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 65_536;
        if (port > 65_535) {
            throw new StartException("The port '" + text + "' is no number from 0 to 65535.");
        }
        return port;
    }
}
