package dev.tenancy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The delay is a lower bound, so no busy machine makes these fail; the upper one is of another order of magnitude. */
class DelayProxyTest {

    private static final Duration ROUND_TRIP = Duration.ofMillis(60);
    private static final int MESSAGES = 200;

    private Echo echo;
    private DelayProxy proxy;
    private Socket client;

    @BeforeEach
    void connect() throws IOException {
        echo = new Echo();
        proxy = new DelayProxy(echo.asDataSource(), ROUND_TRIP);
        PGSimpleDataSource through = proxy.through(new PGSimpleDataSource());
        client = new Socket(through.getServerNames()[0], through.getPortNumbers()[0]);
        client.setTcpNoDelay(true);
    }

    @AfterEach
    void hang_up() throws IOException {
        client.close();
        proxy.close();
        echo.close();
    }

    @Test
    void an_answer_takes_a_round_trip_and_each_direction_half_of_it() throws IOException {
        long start = System.nanoTime();
        client.getOutputStream().write('a');
        assertThat(client.getInputStream().read()).isEqualTo('a');
        long end = System.nanoTime();

        assertThat(Duration.ofNanos(end - start)).isGreaterThanOrEqualTo(ROUND_TRIP);
        assertThat(Duration.ofNanos(echo.lastReceived() - start)).isGreaterThanOrEqualTo(ROUND_TRIP.dividedBy(2));
        assertThat(Duration.ofNanos(end - echo.lastReceived())).isGreaterThanOrEqualTo(ROUND_TRIP.dividedBy(2));
    }

    @Test
    void messages_that_wait_for_no_answer_travel_together_and_in_order() throws IOException {
        long start = System.nanoTime();
        for (int i = 0; i < MESSAGES; i++) {
            client.getOutputStream().write(i);
        }
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(client.getInputStream().read()).isEqualTo(i);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ROUND_TRIP.multipliedBy(MESSAGES / 2));
    }

    @Test
    void what_was_on_the_way_when_the_sender_hung_up_arrives() throws Exception {
        client.getOutputStream().write('z');
        client.close();
        assertThat(echo.first()).succeedsWithin(Duration.ofSeconds(60)).isEqualTo((int) 'z');
    }
}
