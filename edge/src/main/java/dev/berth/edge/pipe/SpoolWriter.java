package dev.berth.edge.pipe;

import dev.berth.edge.route.BodySource;
import dev.berth.edge.route.BodySpool;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes one body to its spool on a virtual thread, behind a queue that whoever fills it keeps short.
///
/// The thread lives until it is told what becomes of the body: kept, or abandoned.
final class SpoolWriter {

    private static final Logger LOG = LoggerFactory.getLogger(SpoolWriter.class);
    private static final int PART = 64 * 1024;
    private static final int PARTS_WAITING = 4;

    /// Hears on the event loop how it goes. Nothing comes after [#abandon].
    interface Listener {

        /// The queue is shorter now.
        void room();

        /// All is written and safe.
        void finished(BodySource source);

        /// It cannot be written; nothing of it is left.
        void failed();
    }

    private sealed interface Order {

        record Write(Part part) implements Order {}

        record Finish() implements Order {}

        record Keep() implements Order {}

        record Abandon() implements Order {}
    }

    /// Bytes that are written together.
    private static final class Part {
        private final byte[] bytes = new byte[PART];
        private int length;
    }

    private final Loop loop;
    private final Listener listener;
    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
    private Part filling = new Part();
    private int waiting;
    private boolean over;

    private SpoolWriter(Loop loop, Listener listener) {
        this.loop = loop;
        this.listener = listener;
    }

    static SpoolWriter start(Loop loop, Supplier<BodySpool> spool, Listener listener) {
        SpoolWriter writer = new SpoolWriter(loop, listener);
        loop.threads().execute(() -> writer.run(spool));
        return writer;
    }

    /// The spool does not keep up: no more should be read for it.
    boolean isFull() {
        return waiting >= PARTS_WAITING;
    }

    /// Copies bytes into the queue.
    void put(ByteBuf bytes, int from, int length) {
        int at = from;
        int left = length;
        while (left > 0) {
            int step = Math.min(left, PART - filling.length);
            bytes.getBytes(at, filling.bytes, filling.length, step);
            filling.length += step;
            at += step;
            left -= step;
            if (filling.length == PART) {
                enqueue();
            }
        }
    }

    private void enqueue() {
        orders.add(new Order.Write(filling));
        filling = new Part();
        waiting++;
    }

    /// Nothing more comes.
    void finish() {
        if (filling.length > 0) {
            enqueue();
        }
        orders.add(new Order.Finish());
    }

    /// The source has an owner now.
    void keep() {
        over = true;
        orders.add(new Order.Keep());
    }

    /// Nobody wants the body.
    void abandon() {
        over = true;
        orders.add(new Order.Abandon());
    }

    private void run(Supplier<BodySpool> supplier) {
        BodySpool spool = null;
        boolean kept = false;
        try {
            spool = supplier.get();
            kept = carryOut(spool);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            LOG.atError().setCause(e).log("request body could not be stored");
            loop.run(this::failed);
        }
        if (!kept) {
            close(spool);
        }
    }

    /// @return whether the body is kept
    private boolean carryOut(BodySpool spool) throws IOException, InterruptedException {
        while (true) {
            switch (orders.take()) {
                case Order.Write(Part part) -> {
                    spool.write(part.bytes, 0, part.length);
                    loop.run(this::written);
                }
                case Order.Finish _ -> {
                    BodySource source = spool.finish();
                    loop.run(() -> finished(source));
                }
                case Order.Keep _ -> {
                    return true;
                }
                case Order.Abandon _ -> {
                    return false;
                }
            }
        }
    }

    private static void close(@Nullable BodySpool spool) {
        try {
            if (spool != null) {
                spool.close();
            }
        } catch (IOException | RuntimeException e) {
            LOG.atError().setCause(e).log("stored request body could not be removed");
        }
    }

    private void written() {
        waiting--;
        if (!over) {
            listener.room();
        }
    }

    private void finished(BodySource source) {
        if (!over) {
            listener.finished(source);
        }
    }

    private void failed() {
        if (!over) {
            over = true;
            listener.failed();
        }
    }
}
