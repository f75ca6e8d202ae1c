package dev.tenancy.flyway;

import java.io.PrintStream;
import java.time.Duration;

/** A line for all that is said, and one now and then for how far it is. */
final class FleetLines implements FleetDisplay {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final PrintStream out;
    private Duration due = Duration.ZERO;

    FleetLines(PrintStream out) {
        this.out = out;
    }

    @Override
    public void say(String line) {
        out.println(line);
    }

    @Override
    public void show(FleetProgress progress) {
        if (progress.elapsed().compareTo(due) >= 0 || progress.done() == progress.total()) {
            due = progress.elapsed().plus(BETWEEN_LINES);
            out.println(progress.done() + " of " + progress.total()
                    + (progress.failed() == 0 ? "" : ", " + progress.failed() + " failed")
                    + progress.remaining()
                            .filter(left -> progress.done() < progress.total())
                            .map(left -> ", about " + FleetReportText.duration(left) + " left")
                            .orElse(""));
        }
    }

    @Override
    public void end(String summary) {
        due = Duration.ZERO;
        out.println(summary);
    }
}
