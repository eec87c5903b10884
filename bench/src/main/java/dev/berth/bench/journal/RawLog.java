package dev.berth.bench.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/// The floor: bytes appended to a file as they come, one sync for as many as wait.
final class RawLog implements Accepts, AutoCloseable {

    private static final int BATCH = 1024;
    private static final int BUFFER_BYTES = 8 << 20;

    private final FileChannel channel;
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Thread thread = Thread.ofPlatform().name("raw").daemon().unstarted(this::run);

    RawLog(Path file) throws IOException {
        this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        thread.start();
    }

    private record Waiting(ByteBuffer bytes, CompletableFuture<Void> written) {}

    @Override
    public CompletionStage<Void> accept(byte[] body) {
        Waiting waiting = new Waiting(ByteBuffer.wrap(body), new CompletableFuture<>());
        queue.add(waiting);
        return waiting.written();
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        List<Waiting> batch = new ArrayList<>(BATCH);
        try {
            while (true) {
                batch.add(queue.take());
                queue.drainTo(batch, BATCH - 1);
                buffer.clear();
                batch.forEach(each -> buffer.put(each.bytes()));
                buffer.flip();
                while (buffer.hasRemaining()) {
                    int written = channel.write(buffer);
                    if (written < 0) {
                        throw new IOException("the file takes no more");
                    }
                }
                channel.force(false);
                batch.forEach(each -> each.written().complete(null));
                batch.clear();
            }
        } catch (IOException e) {
            batch.forEach(each -> each.written().completeExceptionally(e));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        channel.close();
    }
}
