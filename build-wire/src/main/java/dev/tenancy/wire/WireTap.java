package dev.tenancy.wire;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A proxy that reads the protocol of PostgreSQL, version 3, both ways, and counts. The driver waits for the server's
 * ReadyForQuery after each Sync and each simple Query, so these are the round trips; one that says "not in a transaction" has
 * ended a transaction. What opens a connection is not counted, but the connection is. An empty statement alone is not counted
 * either: with it the driver sees whether a connection lives, and when a pool asks that, depends on the clock. Safe for any
 * thread.
 */
public final class WireTap implements Closeable {

    private static final int READY = 'Z';
    private static final int COMPLETE = 'C';
    private static final int EMPTY = 'I';
    private static final int ERROR = 'E';

    private final Relay relay;
    private final List<String> texts = new ArrayList<>();
    private int roundTrips;
    private int statements;
    private int transactions;
    private int connections;
    private long bytes;

    /**
     * Listens on a free port.
     *
     * @param to the server behind it
     * @throws IOException if no port could be had
     */
    public WireTap(PGSimpleDataSource to) throws IOException {
        this.relay = new Relay(to, (client, server) -> new Tapped());
    }

    /**
     * The same database, by way of this proxy; without TLS.
     *
     * @param dataSource one that is changed
     * @return the same object
     */
    public PGSimpleDataSource through(PGSimpleDataSource dataSource) {
        return relay.through(dataSource);
    }

    /**
     * What crossed the wire since the last call.
     *
     * @return whole: whoever has an answer finds it counted
     */
    public synchronized Traffic drain() {
        Traffic traffic = new Traffic(roundTrips, statements, transactions, connections, bytes, List.copyOf(texts));
        roundTrips = 0;
        statements = 0;
        transactions = 0;
        connections = 0;
        bytes = 0;
        texts.clear();
        return traffic;
    }

    @Override
    public void close() throws IOException {
        relay.close();
    }

    private synchronized void sent(int type, byte[] body) {
        bytes += body.length + 5L;
        switch (type) {
            case 'Q' -> {
                statements++;
                said(text(body, 0));
            }
            case 'P' -> said(text(body, text(body, 0).length() + 1));
            case 'E' -> statements++;
            default -> {}
        }
    }

    private void said(String text) {
        if (!text.isEmpty()) {
            texts.add(text);
        }
    }

    private synchronized void received(int type, byte[] body) {
        bytes += body.length + 5L;
        statements -= type == EMPTY ? 1 : 0;
    }

    private synchronized void answered(boolean inTransaction) {
        roundTrips++;
        transactions += inTransaction ? 0 : 1;
    }

    private synchronized void opened() {
        connections++;
    }

    private static String text(byte[] message, int from) {
        int end = from;
        while (message[end] != 0) {
            end++;
        }
        return new String(message, from, end - from, StandardCharsets.UTF_8);
    }

    /** One connection. Its first message has no type, and its first ReadyForQuery is that of its opening. */
    private final class Tapped implements Relay.Link {

        private boolean ready;
        private boolean empty;
        private boolean complete;

        @Override
        public void toServer(Socket client, Socket server) throws IOException {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = server.getOutputStream();
            byte[] startup = body(in);
            out.write(ByteBuffer.allocate(startup.length + 4)
                    .putInt(startup.length + 4)
                    .put(startup)
                    .array());
            for (int type = in.read(); type >= 0; type = in.read()) {
                byte[] body = body(in);
                sent(type, body);
                forward(out, type, body);
            }
        }

        @Override
        public void toClient(Socket server, Socket client) throws IOException {
            DataInputStream in = new DataInputStream(server.getInputStream());
            OutputStream out = client.getOutputStream();
            for (int type = in.read(); type >= 0; type = in.read()) {
                byte[] body = body(in);
                seen(type, body);
                forward(out, type, body);
            }
        }

        private void seen(int type, byte[] body) {
            if (ready) {
                received(type, body);
                empty |= type == EMPTY;
                complete |= type == COMPLETE || type == ERROR;
                if (type == READY) {
                    if (complete || !empty) {
                        answered(body[0] != 'I');
                    }
                    empty = false;
                    complete = false;
                }
            } else if (type == READY) {
                ready = true;
                opened();
            }
        }

        private byte[] body(DataInputStream in) throws IOException {
            return in.readNBytes(in.readInt() - 4);
        }

        private void forward(OutputStream out, int type, byte[] body) throws IOException {
            out.write(ByteBuffer.allocate(body.length + 5)
                    .put((byte) type)
                    .putInt(body.length + 4)
                    .put(body)
                    .array());
        }
    }
}
