package dev.berth.e2e.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// An agent whose health a test decides by files in a mounted folder.
///
/// While `closed` is there its port is closed; while `hangs` is there it answers nothing; while `unwell` is there it
/// answers 503. With the argument `check` it is the command of a health check instead: it ends with 1 while `unwell`
/// is there, and not at all while `hangs` is.
public final class UnwellAgent {

    public static final String FOLDER = "/health";

    private static final int PORT = 8000;
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(20);

    private UnwellAgent() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length > 0) {
            check();
            return;
        }
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform().unstarted(() -> Runtime.getRuntime().halt(0)));
        while (true) {
            if (is("closed")) {
                LockSupport.parkNanos(TICK);
            } else {
                serve();
            }
        }
    }

    private static void check() {
        while (is("hangs")) {
            LockSupport.parkNanos(TICK);
        }
        System.out.println(is("unwell") ? "I am not well" : "I am well");
        System.exit(is("unwell") ? 1 : 0);
    }

    private static boolean is(String what) {
        return Files.exists(Path.of(FOLDER, what));
    }

    /// Until its port is to be closed.
    private static void serve() throws IOException {
        try (ServerSocket socket = new ServerSocket(PORT, 1000);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.execute(() -> closeWhenAsked(socket));
            while (!socket.isClosed()) {
                Socket caller = socket.accept();
                threads.execute(() -> answer(caller));
            }
        } catch (IOException e) {
            System.out.println("closed: " + e.getMessage());
        }
    }

    private static void closeWhenAsked(ServerSocket socket) {
        while (!is("closed")) {
            LockSupport.parkNanos(TICK);
        }
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answer(Socket caller) {
        try (caller) {
            while (is("hangs")) {
                LockSupport.parkNanos(TICK);
            }
            Incoming.read(caller.getInputStream());
            boolean unwell = is("unwell");
            String body = unwell ? "I am not well" : "I am well";
            String answer = "HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                    .formatted(unwell ? "503 No" : "200 OK", body.length(), body);
            caller.getOutputStream().write(answer.getBytes(ISO_8859_1));
        } catch (IOException e) {
            System.out.println("connection broken: " + e.getMessage());
        }
    }
}
