package dev.berth.bench.journal;

import dev.berth.journal.Bytes;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/// The floor: bytes brought to the disk as they come by one thread, one sync for as many as wait.
final class RawBatches implements Accepts, AutoCloseable {

    private static final int BATCH = 1024;

    private final Sink sink;
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Thread thread = Thread.ofPlatform().name("raw").daemon().unstarted(this::run);

    RawBatches(Sink sink) {
        this.sink = sink;
        thread.start();
    }

    /// Where the bytes go.
    interface Sink extends AutoCloseable {

        /// Returns when all of them are on the disk.
        void write(List<Bytes> bodies) throws IOException, SQLException;

        @Override
        void close() throws IOException, SQLException;
    }

    private record Waiting(Bytes body, CompletableFuture<Void> written) {}

    @Override
    public CompletionStage<Void> accept(byte[] body) {
        Waiting waiting = new Waiting(Bytes.of(body), new CompletableFuture<>());
        queue.add(waiting);
        return waiting.written();
    }

    private void run() {
        List<Waiting> batch = new ArrayList<>(BATCH);
        try {
            while (true) {
                batch.add(queue.take());
                queue.drainTo(batch, BATCH - 1);
                sink.write(batch.stream().map(Waiting::body).toList());
                batch.forEach(each -> each.written().complete(null));
                batch.clear();
            }
        } catch (IOException | SQLException e) {
            batch.forEach(each -> each.written().completeExceptionally(e));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException, SQLException {
        thread.interrupt();
        sink.close();
    }
}
