package dev.berth.edge.pipe;

import dev.berth.edge.route.BodySource;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;

/// Brings the bytes of a stored body to an event loop: read on a virtual thread, and never further ahead than a few
/// parts of what the other side takes.
final class Pump {

    private static final int PART = 64 * 1024;
    private static final int PARTS_AHEAD = 4;

    /// Takes what is read, on the event loop. After [#ended] or [#failed] nothing follows.
    interface Sink {

        boolean takesMore();

        /// Takes the buffer over.
        void part(ByteBuf bytes);

        /// No more parts come for now: time to flush.
        void paused();

        /// Every byte was taken.
        void ended();

        void failed(Exception cause);
    }

    private final Loop loop;
    private final BodySource source;
    private final Sink sink;
    private final Semaphore room = new Semaphore(PARTS_AHEAD);
    private final Deque<ByteBuf> ahead = new ArrayDeque<>(PARTS_AHEAD);
    private boolean readToEnd;
    private boolean flowing;
    private volatile boolean closed;

    Pump(Loop loop, BodySource source, Sink sink) {
        this.loop = loop;
        this.source = source;
        this.sink = sink;
    }

    /// Begins to read. What is in memory flows at once.
    void start() {
        if (source instanceof BodySource.InMemory memory) {
            if (memory.length() > 0) {
                ahead.add(Unpooled.wrappedBuffer(memory.bytes()));
            }
            readToEnd = true;
            flow();
        } else {
            loop.threads().execute(this::read);
        }
    }

    /// Hands on what was read, as long as it is taken. Also to be called when more is taken again.
    void flow() {
        if (flowing || closed) {
            return;
        }
        flowing = true;
        try {
            while (!closed && !ahead.isEmpty() && sink.takesMore()) {
                ByteBuf part = ahead.removeFirst();
                room.release();
                sink.part(part);
            }
        } finally {
            flowing = false;
        }
        if (!closed && readToEnd && ahead.isEmpty()) {
            close();
            sink.ended();
        } else if (!closed) {
            sink.paused();
        }
    }

    /// Lets go of what was read, and reads no more.
    void close() {
        closed = true;
        room.release(PARTS_AHEAD);
        while (!ahead.isEmpty()) {
            ahead.removeFirst().release();
        }
    }

    private void read() {
        try (InputStream in = source.open()) {
            long left = source.length();
            while (left > 0) {
                room.acquire();
                if (closed) {
                    return;
                }
                byte[] part = in.readNBytes((int) Math.min(PART, left));
                if (part.length == 0) {
                    throw new EOFException("a stored body lacks " + left + " bytes");
                }
                left -= part.length;
                loop.run(() -> arrived(Unpooled.wrappedBuffer(part)));
            }
            if (in.read() >= 0) {
                throw new IOException("a stored body is longer than it says");
            }
            loop.run(this::allRead);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            loop.run(() -> failed(e));
        }
    }

    private void arrived(ByteBuf part) {
        if (closed) {
            part.release();
        } else {
            ahead.addLast(part);
            flow();
        }
    }

    private void allRead() {
        readToEnd = true;
        flow();
    }

    private void failed(Exception cause) {
        if (!closed) {
            close();
            sink.failed(cause);
        }
    }
}
