package dev.tenancy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells all listeners of one unit of work. A listener that fails is logged and changes nothing. */
final class WorkNotices {

    private static final System.Logger LOG = System.getLogger(Tenancy.class.getName());

    private final Deque<WorkListener.End> ends = new ArrayDeque<>();
    private final long start = System.nanoTime();

    private WorkNotices() {}

    static WorkNotices started(List<WorkListener> listeners, TenantId tenant) {
        WorkNotices notices = new WorkNotices();
        for (WorkListener listener : listeners) {
            quietly(() -> notices.ends.push(listener.started(tenant)));
        }
        return notices;
    }

    void ended(@Nullable Throwable failure) {
        Duration duration = Duration.ofNanos(System.nanoTime() - start);
        while (!ends.isEmpty()) {
            WorkListener.End end = ends.pop();
            quietly(() -> end.ended(duration, failure));
        }
    }

    private static void quietly(Runnable notice) {
        try {
            notice.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "A WorkListener failed; the unit of work goes on.", e);
        }
    }
}
