package dev.tenancy.wire;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import org.postgresql.ds.PGSimpleDataSource;

/** A server that gives back what it gets, one connection at a time. */
final class Echo implements Closeable {

    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final CompletableFuture<Integer> first = new CompletableFuture<>();
    private volatile long lastReceived;

    Echo() throws IOException {
        Relay.daemon("echo", this::serve);
    }

    PGSimpleDataSource asDataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setServerNames(new String[] {listener.getInetAddress().getHostAddress()});
        dataSource.setPortNumbers(new int[] {listener.getLocalPort()});
        return dataSource;
    }

    /** By {@link System#nanoTime}. */
    long lastReceived() {
        return lastReceived;
    }

    CompletableFuture<Integer> first() {
        return first;
    }

    private void serve() {
        try (Socket client = listener.accept()) {
            client.setTcpNoDelay(true);
            for (int one = client.getInputStream().read();
                    one >= 0;
                    one = client.getInputStream().read()) {
                lastReceived = System.nanoTime();
                first.complete(one);
                client.getOutputStream().write(one);
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
