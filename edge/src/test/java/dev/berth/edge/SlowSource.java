package dev.berth.edge;

import dev.berth.edge.route.BodySource;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// A body source outside memory that tells a test how it was read.
public final class SlowSource implements BodySource {

    private final byte[] bytes;
    private final long failAt;
    private final AtomicLong read = new AtomicLong();
    private final AtomicInteger opened = new AtomicInteger();
    private final CompletableFuture<String> closed = new CompletableFuture<>();

    private SlowSource(byte[] bytes, long failAt) {
        this.bytes = bytes;
        this.failAt = failAt;
    }

    public static SlowSource of(byte[] bytes) {
        return new SlowSource(bytes, Long.MAX_VALUE);
    }

    /// Fails when so many bytes were read; at 0 it cannot be opened.
    public static SlowSource failingAt(long failAt, byte[] bytes) {
        return new SlowSource(bytes, failAt);
    }

    /// Different everywhere, so that no part can stand for another.
    public static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ((i * 31) ^ (i >> 8) ^ (i >> 16));
        }
        return bytes;
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public InputStream open() throws IOException {
        if (failAt == 0) {
            throw new IOException("planted");
        }
        opened.incrementAndGet();
        return new Stream();
    }

    /// Bytes that were read so far, of all streams.
    public long read() {
        return read.get();
    }

    public int opened() {
        return opened.get();
    }

    public void awaitClosed() {
        closed.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private final class Stream extends InputStream {

        private int at;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (at >= failAt) {
                throw new IOException("planted");
            }
            int count = (int) Math.min(Math.min(length, bytes.length - at), failAt - at);
            if (count == 0) {
                return -1;
            }
            System.arraycopy(bytes, at, into, from, count);
            at += count;
            read.addAndGet(count);
            return count;
        }

        @Override
        public void close() {
            closed.complete("closed");
        }
    }
}
