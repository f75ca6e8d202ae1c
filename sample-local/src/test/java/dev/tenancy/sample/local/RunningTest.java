package dev.tenancy.sample.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningTest {

    private final List<String> stopped = new ArrayList<>();
    private final Running running = new Running();

    @Test
    void parts_are_stopped_in_the_reverse_order_and_one_that_cannot_be_keeps_no_other_running() {
        part("database", () -> {});
        part("pool", () -> {
            throw new NoClassDefFoundError("of a class loader that is closed");
        });
        part("front", () -> {
            throw new IllegalStateException("broken");
        });

        running.close();

        assertThat(stopped).containsExactly("front", "pool", "database");
    }

    private void part(String name, Runnable stop) {
        running.<AutoCloseable>start(() -> () -> {
            stopped.add(name);
            stop.run();
        });
    }
}
