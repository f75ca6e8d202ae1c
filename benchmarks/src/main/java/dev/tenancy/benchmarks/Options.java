package dev.tenancy.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was asked for on the command line.
 *
 * @param suites in order
 * @param tenants the most tenants, if not the suite's own number
 * @param quick less of everything, to see a regression in CI
 * @param rtt how much longer a round trip takes than the loopback's
 * @param url a server that is there; else one of our own is started
 * @param images where to write charts
 */
record Options(
        List<String> suites,
        OptionalInt tenants,
        boolean quick,
        Optional<Duration> rtt,
        Optional<String> url,
        Optional<Path> images) {

    static final String USAGE = "java -jar benchmarks.jar <suite>... [--tenants N] [--quick] [--rtt 0.5ms]"
            + " [--url jdbc:postgresql://host/db?user=superuser] [--images DIR]";

    private static final Pattern DURATION = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(us|ms|s)");

    static Options parse(List<String> arguments) {
        List<String> suites = new ArrayList<>();
        Options given =
                new Options(suites, OptionalInt.empty(), false, Optional.empty(), Optional.empty(), Optional.empty());
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--help")) {
                throw new IllegalArgumentException("Runs suites of benchmarks, one after the other.");
            } else if (argument.equals("--quick")) {
                given = given.quickly();
            } else if (argument.startsWith("--")) {
                given = given.with(argument, value(arguments, ++i));
            } else {
                suites.add(argument);
            }
        }
        return given;
    }

    private static String value(List<String> arguments, int i) {
        if (i >= arguments.size()) {
            throw new IllegalArgumentException(arguments.get(i - 1) + " needs a value.");
        }
        return arguments.get(i);
    }

    private Options quickly() {
        return new Options(suites, tenants, true, rtt, url, images);
    }

    private Options with(String option, String value) {
        return switch (option) {
            case "--tenants" -> new Options(suites, OptionalInt.of(Integer.parseInt(value)), quick, rtt, url, images);
            case "--rtt" -> new Options(suites, tenants, quick, Optional.of(duration(value)), url, images);
            case "--url" -> new Options(suites, tenants, quick, rtt, Optional.of(value), images);
            case "--images" -> new Options(suites, tenants, quick, rtt, url, Optional.of(Path.of(value)));
            default -> throw new IllegalArgumentException("There is no option " + option + ".");
        };
    }

    /** {@code 0.5ms}, {@code 200us}, {@code 1s}; {@code 0ms} is the loopback alone. */
    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no duration: 0.5ms, 200us, 1s.");
        }
        double nanos = Double.parseDouble(matcher.group(1))
                * switch (matcher.group(2)) {
                    case "us" -> 1e3;
                    case "ms" -> 1e6;
                    default -> 1e9;
                };
        return Duration.ofNanos(Math.round(nanos));
    }

    /** What a suite uses if nothing was said. */
    int tenantsOr(int full, int quickly) {
        return tenants.orElse(quick ? quickly : full);
    }

    /** Writes a picture, if pictures are wanted. */
    void write(String name, Svg picture) throws IOException {
        if (images.isPresent()) {
            picture.write(images.get().resolve(name + ".svg"));
        }
    }

    /** How often a race's contenders take turns. */
    Pace pace() {
        return quick ? Pace.QUICK : Pace.FULL;
    }
}
