package dev.berth.e2e.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Writes down every delivery in a file, and every execution in another: one for each `Idempotency-Key`.
///
/// A line holds the key and the milliseconds of the epoch. The files are in a volume, so they outlive the agent. The
/// query `ms=N` makes the work take that long.
public final class LedgerAgent {

    private static final Path FOLDER = Path.of("/ledger");

    private final FileChannel deliveries;
    private final FileChannel executions;
    private final Set<String> done = ConcurrentHashMap.newKeySet();

    private LedgerAgent() throws IOException {
        Path executed = FOLDER.resolve("executions");
        if (Files.exists(executed)) {
            Files.readAllLines(executed).forEach(line -> done.add(line.substring(0, line.indexOf(' '))));
        }
        deliveries = append(FOLDER.resolve("deliveries"));
        executions = append(executed);
    }

    private static FileChannel append(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    public static void main(String[] arguments) throws IOException {
        LedgerAgent agent = new LedgerAgent();
        HttpServer server = HttpServer.create(new InetSocketAddress(8000), 1000);
        server.createContext("/", agent::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        System.out.println("the ledger is open");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            if (key != null) {
                write(deliveries, key);
                work(exchange.getRequestURI().getQuery());
                execute(key);
            }
            byte[] body = ("done " + key).getBytes(ISO_8859_1);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static void work(String query) {
        if (query != null && query.startsWith("ms=")) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Long.parseLong(query.substring(3))));
        }
    }

    /// The line is the execution: it is there, or it is not.
    private void execute(String key) throws IOException {
        if (done.add(key)) {
            write(executions, key);
        }
    }

    private static void write(FileChannel file, String key) throws IOException {
        file.write(ByteBuffer.wrap((key + " " + System.currentTimeMillis() + "\n").getBytes(ISO_8859_1)));
    }
}
