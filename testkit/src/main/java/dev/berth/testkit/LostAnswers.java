package dev.berth.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A way to a database that can lose the answer to a commit, and the connection with it; and on which nothing moves for
/// a while, as when the database hangs.
public final class LostAnswers implements AutoCloseable {

    private static final Pattern PLACE = Pattern.compile("//([^:/]+):(\\d+)/");

    private final String url;
    private final String host;
    private final int port;
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicBoolean armed = new AtomicBoolean();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean thenHold;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private LostAnswers(String url) throws IOException {
        Matcher place = PLACE.matcher(url);
        if (!place.find()) {
            throw new IllegalArgumentException(url);
        }
        this.host = place.group(1);
        this.port = Integer.parseInt(place.group(2));
        this.url = place.replaceFirst("//127.0.0.1:" + door.getLocalPort() + "/");
    }

    /// @param jdbcUrl of a PostgreSQL database
    public static LostAnswers to(String jdbcUrl) throws IOException {
        LostAnswers way = new LostAnswers(jdbcUrl);
        way.threads.execute(way::admit);
        return way;
    }

    public String url() {
        return url;
    }

    /// The database carries the next commit out, and nobody hears of it.
    public void loseNextCommit() {
        armed.set(true);
    }

    /// The same, and nothing moves afterwards, until [#letGo].
    public void loseNextCommitAndHold() {
        thenHold = true;
        loseNextCommit();
    }

    /// Nothing moves from now on, in no direction, and connections stay.
    public void hold() {
        gate = new CountDownLatch(1);
    }

    public void letGo() {
        gate.countDown();
    }

    /// Whether it was lost.
    public boolean lost() {
        return !armed.get();
    }

    private void admit() {
        try {
            while (true) {
                Socket client = door.accept();
                threads.execute(() -> connect(client));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void connect(Socket client) {
        try {
            gate.await();
            Socket server = new Socket(host, port);
            threads.execute(() -> pass(client, server, false));
            threads.execute(() -> pass(server, client, true));
        } catch (IOException _) {
            // the database is gone, and the client notices by itself
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(Socket from, Socket to, boolean answers) {
        byte[] bytes = new byte[64 << 10];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int read = in.read(bytes);
            while (read >= 0) {
                if (answers && isCommit(bytes, read) && armed.compareAndSet(true, false)) {
                    if (thenHold) {
                        hold();
                    }
                    return;
                }
                gate.await();
                out.write(bytes, 0, read);
                read = in.read(bytes);
            }
        } catch (IOException _) {
            // one side is gone, and now the other
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isCommit(byte[] bytes, int length) {
        return new String(bytes, 0, length, ISO_8859_1).contains("COMMIT\0");
    }

    /// The database is away from now on.
    public void cut() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }

    @Override
    public void close() {
        cut();
    }
}
