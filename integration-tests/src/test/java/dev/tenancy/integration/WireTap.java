package dev.tenancy.integration;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A loopback proxy between the driver and PostgreSQL that reads the frontend's messages. The driver waits for the server after
 * each Sync and each simple Query, so these are the round trips; each Execute and each simple Query is a statement.
 */
final class WireTap implements Closeable {

    /** What crossed the wire. */
    record Traffic(int roundTrips, int statements, List<String> texts) {}

    private final ServerSocket entrance;
    private final String host;
    private final int port;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private int roundTrips;
    private int statements;

    WireTap(String host, int port) throws IOException {
        this.host = host;
        this.port = port;
        this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("wire tap", this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** What crossed the wire since the last call. */
    synchronized Traffic drain() {
        Traffic traffic = new Traffic(roundTrips, statements, List.copyOf(texts));
        roundTrips = 0;
        statements = 0;
        texts.clear();
        return traffic;
    }

    private void accept() throws IOException {
        while (!entrance.isClosed()) {
            Socket client = entrance.accept();
            Socket server = new Socket(host, port);
            sockets.add(client);
            sockets.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            start("wire tap, frontend", () -> frontend(client.getInputStream(), server.getOutputStream()));
            start("wire tap, backend", () -> server.getInputStream().transferTo(client.getOutputStream()));
        }
    }

    private void frontend(InputStream client, OutputStream server) throws IOException {
        DataInputStream in = new DataInputStream(client);
        byte[] startup = body(in, in.readInt());
        forward(server, new byte[0], startup);
        while (true) {
            int type = in.read();
            if (type < 0) {
                return;
            }
            byte[] message = body(in, in.readInt());
            seen(type, message);
            forward(server, new byte[] {(byte) type}, message);
        }
    }

    /** Before it is forwarded: whoever has an answer finds its question counted. */
    private synchronized void seen(int type, byte[] message) {
        switch (type) {
            case 'Q' -> {
                roundTrips++;
                statements++;
                texts.add(text(message, 0));
            }
            case 'P' -> texts.add(text(message, text(message, 0).length() + 1));
            case 'E' -> statements++;
            case 'S' -> roundTrips++;
            default -> {}
        }
    }

    private static String text(byte[] message, int from) {
        int end = from;
        while (message[end] != 0) {
            end++;
        }
        return new String(message, from, end - from, StandardCharsets.UTF_8);
    }

    private static byte[] body(DataInputStream in, int length) throws IOException {
        byte[] body = new byte[length - 4];
        in.readFully(body);
        return body;
    }

    private static void forward(OutputStream server, byte[] type, byte[] body) throws IOException {
        int length = body.length + 4;
        byte[] message = new byte[type.length + length];
        System.arraycopy(type, 0, message, 0, type.length);
        for (int i = 0; i < 4; i++) {
            message[type.length + i] = (byte) (length >>> (24 - 8 * i));
        }
        System.arraycopy(body, 0, message, type.length + 4, body.length);
        server.write(message);
        server.flush();
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** May end by an exception, since that is how a closed socket ends it. */
    private interface Loop {
        void run() throws IOException;
    }

    private static void start(String name, Loop loop) {
        Thread thread = new Thread(
                () -> {
                    try {
                        loop.run();
                    } catch (IOException closed) {
                        // by us, or by the other side
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
