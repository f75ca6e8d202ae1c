package dev.tenancy.wire;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A network of some length: a proxy on the loopback where every byte arrives half a round trip after it was sent, in each
 * direction. As on a real line, what is sent while other bytes are on their way is not held up by them: ten messages without
 * waiting for an answer take as long as one. Opening a connection is as slow as its messages. Safe for any thread.
 */
public final class DelayProxy implements Closeable {

    /** A thread that parks comes back about that much late (the kernel's timer slack), so it stays awake for the rest. */
    private static final long AWAKE = 70_000;

    /** Empty at the end. */
    private static final class Parcel {
        private final byte[] bytes;
        private final long due;

        Parcel(byte[] bytes, long due) {
            this.bytes = bytes;
            this.due = due;
        }
    }

    private final Relay relay;
    private final long oneWay;

    /**
     * Listens on a free port.
     *
     * @param to the server behind it
     * @param roundTrip what a question and its answer take longer than without the proxy, at least
     * @throws IOException if no port could be had
     */
    public DelayProxy(PGSimpleDataSource to, Duration roundTrip) throws IOException {
        this.oneWay = roundTrip.toNanos() / 2;
        this.relay = new Relay(to, (client, server) -> new Line());
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

    @Override
    public void close() throws IOException {
        relay.close();
    }

    private final class Line implements Relay.Link {

        @Override
        public void toServer(Socket client, Socket server) throws IOException {
            carry(client.getInputStream(), server);
        }

        @Override
        public void toClient(Socket server, Socket client) throws IOException {
            carry(server.getInputStream(), client);
        }

        /** What is on the way when the sender hangs up still arrives. */
        private void carry(InputStream in, Socket to) throws IOException {
            LinkedBlockingQueue<Parcel> onTheWay = new LinkedBlockingQueue<>();
            Relay.daemon("sender", () -> send(in, onTheWay));
            OutputStream out = to.getOutputStream();
            try {
                for (Parcel next = onTheWay.take(); next.bytes.length > 0; next = onTheWay.take()) {
                    awaken(next.due);
                    out.write(next.bytes);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void send(InputStream in, LinkedBlockingQueue<Parcel> onTheWay) {
            byte[] buffer = new byte[64 * 1024];
            try {
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    onTheWay.add(new Parcel(Arrays.copyOf(buffer, length), System.nanoTime() + oneWay));
                }
            } catch (IOException gone) {
                // by a reset, which is as good an end as any
            }
            onTheWay.add(new Parcel(new byte[0], 0));
        }
    }

    private static void awaken(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            if (left > AWAKE) {
                LockSupport.parkNanos(left - AWAKE);
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
