package dev.berth.e2e.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Answers according to the first segment of its path:
///
/// `/seen` answers the request itself, as it came; `/answer/<hex>` these bytes; `/continue` the same as `/seen`, after
/// it asked for the body; `/sink` how many bytes came; `/source/<n>` that many; `/events` one event at once, the
/// second after `/release`; `/endless` until the caller is gone, which `/gone` counts; `/upgrade` sends back what it
/// gets.
public final class ProbeAgent {

    private static final int PORT = 8000;
    private static final int LONGEST_WAIT_SECONDS = 60;
    private static final byte[] BLOCK = new byte[64 * 1024];

    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger gone = new AtomicInteger();

    private ProbeAgent() {}

    public static void main(String[] arguments) throws IOException {
        new ProbeAgent().serve();
    }

    private void serve() throws IOException {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform().unstarted(() -> Runtime.getRuntime().halt(0)));
        System.out.println("the probe listens");
        try (ServerSocket socket = new ServerSocket(PORT, 1000);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            while (true) {
                Socket caller = socket.accept();
                threads.execute(() -> serve(caller));
            }
        }
    }

    private void serve(Socket caller) {
        try (caller) {
            caller.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(caller.getInputStream(), BLOCK.length);
            OutputStream out = caller.getOutputStream();
            for (Incoming request = Incoming.read(in); request != null; request = Incoming.read(in)) {
                if (!answer(request, in, out)) {
                    return;
                }
            }
        } catch (IOException e) {
            System.out.println("connection broken: " + e.getMessage());
        }
    }

    /// @return whether the connection can go on
    private boolean answer(Incoming request, InputStream in, OutputStream out) throws IOException {
        String[] path = request.path().split("/", -1);
        switch (path[1]) {
            case "seen" -> send(out, request.rawWith(request.rawBody(in)));
            case "continue" -> {
                out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
                send(out, request.rawWith(request.rawBody(in)));
            }
            case "answer" -> {
                request.rawBody(in);
                out.write(HexFormat.of().parseHex(path[2]));
                return false;
            }
            case "sink" -> send(out, Long.toString(request.skipBody(in)).getBytes(ISO_8859_1));
            case "source" -> source(Long.parseLong(path[2]), out);
            case "events" -> {
                events(out);
                return false;
            }
            case "release" -> {
                released.countDown();
                send(out, new byte[0]);
            }
            case "endless" -> {
                endless(out);
                return false;
            }
            case "gone" -> send(out, Integer.toString(gone.get()).getBytes(ISO_8859_1));
            case "upgrade" -> {
                upgraded(in, out);
                return false;
            }
            default -> send(out, "here".getBytes(ISO_8859_1));
        }
        return true;
    }

    private static void send(OutputStream out, byte[] body) throws IOException {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: " + body.length
                + "\r\n\r\n";
        out.write(head.getBytes(ISO_8859_1));
        out.write(body);
        out.flush();
    }

    private static void source(long bytes, OutputStream out) throws IOException {
        out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + bytes + "\r\n\r\n").getBytes(ISO_8859_1));
        for (long left = bytes; left > 0; left -= BLOCK.length) {
            out.write(BLOCK, 0, (int) Math.min(left, BLOCK.length));
        }
    }

    private void events(OutputStream out) throws IOException {
        out.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: first\n\n".getBytes(ISO_8859_1));
        out.flush();
        try {
            boolean inTime = released.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
            out.write((inTime ? "data: second, released\n\n" : "data: not released\n\n").getBytes(ISO_8859_1));
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private void endless(OutputStream out) throws IOException {
        out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(ISO_8859_1));
        try {
            while (true) {
                out.write("5\r\nagain\r\n".getBytes(ISO_8859_1));
                out.flush();
                released.await(10, TimeUnit.MILLISECONDS);
            }
        } catch (IOException _) {
            gone.incrementAndGet();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private static void upgraded(InputStream in, OutputStream out) throws IOException {
        out.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
                .getBytes(ISO_8859_1));
        byte[] some = new byte[4096];
        for (int read = in.read(some); read > 0; read = in.read(some)) {
            out.write(some, 0, read);
        }
    }
}
