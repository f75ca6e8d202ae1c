package dev.tenancy.integration;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A network between a driver and its server that can be made to fail: a TCP proxy on the loopback. What it does to bytes is
 * decided when they arrive, so a fault may be switched on in the middle of a connection. Safe for any thread; everything ends
 * with {@link #close()}.
 */
final class FaultProxy implements Closeable {

    /** What happens to a message of the client that commits. */
    enum OnCommit {
        /** It reaches the server, and so does the answer the client. */
        PASS,
        /** The server gets it and answers; the client's connection is reset instead of the answer. */
        DROP_ANSWER,
        /** The server never gets it; the client's connection is reset. */
        DROP_REQUEST,
        /** The server gets it and answers; nothing more reaches the client, whose connection stays open. */
        SWALLOW_ANSWER
    }

    private final ServerSocket listener;
    private final InetSocketAddress server;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile OnCommit onCommit = OnCommit.PASS;
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean blackHole;

    FaultProxy(PGSimpleDataSource to) throws IOException {
        URI url = URI.create(to.getURL().substring("jdbc:".length()));
        this.server = new InetSocketAddress(url.getHost(), url.getPort());
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon("accept", this::accept);
    }

    /** The same database, by way of this proxy. */
    PGSimpleDataSource through(PGSimpleDataSource dataSource) {
        dataSource.setServerNames(new String[] {listener.getInetAddress().getHostAddress()});
        dataSource.setPortNumbers(new int[] {listener.getLocalPort()});
        return dataSource;
    }

    void onCommit(OnCommit fault) {
        onCommit = fault;
    }

    /** Each message of the server is held back that long. */
    void delay(Duration each) {
        delay = each;
    }

    /** Nothing passes in either direction any more, and nobody is told. */
    void blackHole(boolean on) {
        blackHole = on;
    }

    /** All connections are reset, as by a firewall. */
    void reset() {
        links.forEach(Link::reset);
    }

    /** How many connections were made so far. */
    int accepted() {
        return accepted.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        links.forEach(Link::reset);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                accepted.incrementAndGet();
                Link link = new Link(client, new Socket(server.getAddress(), server.getPort()));
                links.add(link);
                daemon("to server", link::toServer);
                daemon("to client", link::toClient);
            } catch (IOException closed) {
                // the next round sees whether the proxy was closed; a server that refuses is one more fault
            }
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, "fault proxy " + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** One connection, both ways. */
    private final class Link {

        private final Socket client;
        private final Socket upstream;
        private volatile OnCommit committing = OnCommit.PASS;
        private String commitIsCalled = "\0no statement\0";

        Link(Socket client, Socket upstream) throws SocketException {
            this.client = client;
            this.upstream = upstream;
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
        }

        void toServer() {
            pump(client, upstream, (buffer, length) -> {
                if (commits(new String(buffer, 0, length, StandardCharsets.ISO_8859_1)) && onCommit != OnCommit.PASS) {
                    committing = onCommit;
                }
                if (committing == OnCommit.DROP_REQUEST) {
                    reset();
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

        void toClient() {
            pump(upstream, client, (buffer, length) -> {
                if (committing == OnCommit.DROP_ANSWER) {
                    reset();
                }
                sleep(delay);
                return committing == OnCommit.PASS;
            });
        }

        private void pump(Socket from, Socket to, Gate gate) {
            byte[] buffer = new byte[64 * 1024];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    if (gate.passes(buffer, length) && !blackHole) {
                        out.write(buffer, 0, length);
                        out.flush();
                    }
                }
            } catch (IOException gone) {
                // one side has hung up, so the other is closed as well
            } finally {
                links.remove(this);
            }
        }

        /** With a linger of nothing, closing sends RST. */
        void reset() {
            try {
                client.setSoLinger(true, 0);
                client.close();
                upstream.close();
            } catch (IOException closed) {
                // it is gone already
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
