package dev.tenancy.wire;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A TCP proxy on the loopback in front of a server. What happens to the bytes of a connection is its {@link Link}'s. All
 * threads are daemons; everything ends with {@link #close()}.
 */
final class Relay implements Closeable {

    /** One connection: each way is a loop on a thread of its own, and both sockets are closed when either ends. */
    interface Link {

        void toServer(Socket client, Socket server) throws IOException;

        void toClient(Socket server, Socket client) throws IOException;
    }

    /** Makes what carries a connection that was accepted. */
    interface Links {
        Link of(Socket client, Socket server);
    }

    @FunctionalInterface
    private interface Loop {
        void run() throws IOException;
    }

    private final ServerSocket listener;
    private final InetSocketAddress server;
    private final Links links;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();

    Relay(PGSimpleDataSource to, Links links) throws IOException {
        URI url = URI.create(to.getURL().substring("jdbc:".length()));
        this.server = new InetSocketAddress(url.getHost(), url.getPort());
        this.links = links;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon("accept", this::accept);
    }

    /** The same database, by way of this proxy; in plain text, since a proxy reads it and the driver would ask. */
    PGSimpleDataSource through(PGSimpleDataSource dataSource) {
        dataSource.setServerNames(new String[] {listener.getInetAddress().getHostAddress()});
        dataSource.setPortNumbers(new int[] {listener.getLocalPort()});
        dataSource.setGssEncMode("disable");
        dataSource.setSslMode("disable");
        return dataSource;
    }

    int accepted() {
        return accepted.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                accepted.incrementAndGet();
                connect(client, new Socket(server.getAddress(), server.getPort()));
            } catch (IOException closed) {
                // the next round sees whether the proxy was closed; a server that refuses is one more fault
            }
        }
    }

    private void connect(Socket client, Socket upstream) throws IOException {
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(upstream);
        Link link = links.of(client, upstream);
        daemon("to server", () -> carry(client, upstream, () -> link.toServer(client, upstream)));
        daemon("to client", () -> carry(client, upstream, () -> link.toClient(upstream, client)));
    }

    private void carry(Socket client, Socket upstream, Loop loop) {
        try (client;
                upstream) {
            loop.run();
        } catch (IOException gone) {
            // one side has hung up, so the other is closed as well
        } finally {
            sockets.remove(client);
            sockets.remove(upstream);
        }
    }

    static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, "proxy " + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** All connections are reset, as by a firewall. */
    void reset() {
        sockets.forEach(Relay::reset);
    }

    /** With a linger of nothing, closing sends RST. */
    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException closed) {
            // it is gone already
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        reset();
    }
}
