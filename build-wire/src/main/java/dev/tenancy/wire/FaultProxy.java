package dev.tenancy.wire;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A network between a driver and its server that can be made to fail: a TCP proxy on the loopback. What it does to bytes is
 * decided when they arrive, so a fault may be switched on in the middle of a connection. Safe for any thread; everything ends
 * with {@link #close()}.
 */
public final class FaultProxy implements Closeable {

    /** What happens to a message of the client that commits. */
    public enum OnCommit {
        /** It reaches the server, and so does the answer the client. */
        PASS,
        /** The server gets it and answers; the client's connection is reset instead of the answer. */
        DROP_ANSWER,
        /** The server never gets it; the client's connection is reset. */
        DROP_REQUEST,
        /** The server gets it and answers; nothing more reaches the client, whose connection stays open. */
        SWALLOW_ANSWER
    }

    private final Relay relay;
    private volatile OnCommit onCommit = OnCommit.PASS;
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean blackHole;

    /**
     * Listens on a free port.
     *
     * @param to the server behind it
     * @throws IOException if no port could be had
     */
    public FaultProxy(PGSimpleDataSource to) throws IOException {
        this.relay = new Relay(to, Faulty::new);
    }

    /**
     * The same database, by way of this proxy.
     *
     * @param dataSource one that is changed
     * @return the same object
     */
    public PGSimpleDataSource through(PGSimpleDataSource dataSource) {
        return relay.through(dataSource);
    }

    /**
     * What happens to the next commits.
     *
     * @param fault from now on
     */
    public void onCommit(OnCommit fault) {
        onCommit = fault;
    }

    /**
     * Each message of the server is held back that long.
     *
     * @param each from now on
     */
    public void delay(Duration each) {
        delay = each;
    }

    /**
     * Nothing passes in either direction any more, and nobody is told.
     *
     * @param on whether it is so from now on
     */
    public void blackHole(boolean on) {
        blackHole = on;
    }

    /** All connections are reset, as by a firewall. */
    public void reset() {
        relay.reset();
    }

    /**
     * How many connections were made so far.
     *
     * @return from zero
     */
    public int accepted() {
        return relay.accepted();
    }

    @Override
    public void close() throws IOException {
        relay.close();
    }

    /** One connection, both ways. */
    private final class Faulty implements Relay.Link {

        private final Socket client;
        private volatile OnCommit committing = OnCommit.PASS;
        private String commitIsCalled = "\0no statement\0";

        Faulty(Socket client, Socket server) {
            this.client = client;
        }

        @Override
        public void toServer(Socket from, Socket server) throws IOException {
            pump(from, server, (buffer, length) -> {
                if (commits(new String(buffer, 0, length, StandardCharsets.ISO_8859_1)) && onCommit != OnCommit.PASS) {
                    committing = onCommit;
                }
                if (committing == OnCommit.DROP_REQUEST) {
                    Relay.reset(client);
                    return false;
                }
                return true;
            });
        }

        /** The driver prepares COMMIT once and then names the statement: Parse is name, 0, text, 0; Bind has 0, name, 0. */
        private boolean commits(String message) {
            int text = message.indexOf("\0COMMIT\0");
            if (text >= 0) {
                int name = text;
                while (Character.isLetterOrDigit(message.charAt(name - 1)) || message.charAt(name - 1) == '_') {
                    name--;
                }
                commitIsCalled = name == text ? commitIsCalled : "\0" + message.substring(name, text) + "\0";
            }
            return text >= 0 || message.contains(commitIsCalled);
        }

        @Override
        public void toClient(Socket server, Socket to) throws IOException {
            pump(server, to, (buffer, length) -> {
                if (committing == OnCommit.DROP_ANSWER) {
                    Relay.reset(client);
                }
                sleep(delay);
                return committing == OnCommit.PASS;
            });
        }

        private void pump(Socket from, Socket to, Gate gate) throws IOException {
            byte[] buffer = new byte[64 * 1024];
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (gate.passes(buffer, length) && !blackHole) {
                    out.write(buffer, 0, length);
                    out.flush();
                }
            }
        }
    }

    @FunctionalInterface
    private interface Gate {
        boolean passes(byte[] buffer, int length);
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
