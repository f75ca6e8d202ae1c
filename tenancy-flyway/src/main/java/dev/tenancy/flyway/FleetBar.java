package dev.tenancy.flyway;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on a terminal, and above it all that is said. */
final class FleetBar implements FleetDisplay {

    private static final int WIDTH = 100;
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream out;
    private final ProgressBarStyle style;
    private @Nullable ProgressBar bar;

    private FleetBar(PrintStream out, ProgressBarStyle style) {
        this.out = out;
        this.style = style;
    }

    /** Fails with a NoClassDefFoundError if the library is not there: it is optional. */
    static FleetBar on(PrintStream out) {
        return new FleetBar(out, ProgressBarStyle.ASCII);
    }

    @Override
    public void say(String line) {
        if (bar == null) {
            out.println(line);
        } else {
            out.println(CLEAR_LINE + line);
            bar.refresh();
        }
    }

    @Override
    public void show(FleetProgress progress) {
        ProgressBar drawn = bar == null ? draw(progress.total()) : bar;
        bar = drawn;
        drawn.setExtraMessage(progress.failed() == 0 ? "" : " " + progress.failed() + " failed");
        drawn.stepTo(progress.done());
    }

    private ProgressBar draw(int total) {
        return new ProgressBarBuilder()
                .setTaskName("tenants")
                .setInitialMax(total)
                .setStyle(style)
                .setUpdateIntervalMillis(200)
                .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH))
                .build();
    }

    @Override
    public void end(String summary) {
        if (bar != null) {
            bar.close();
            bar = null;
        }
        out.println(summary);
    }
}
