package dev.berth.edge;

import dev.berth.edge.route.BodySource;
import dev.berth.edge.route.BodySpool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A spool that is as slow, and as broken, as a test wants it to be. What it gives back is read as from a disk.
public final class MemorySpool implements BodySpool {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final CompletableFuture<String> made = new CompletableFuture<>();
    private final CompletableFuture<String> writing = new CompletableFuture<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private volatile CompletableFuture<String> held = CompletableFuture.completedFuture("not held");
    private volatile String failing = "";
    private volatile @Nullable BodySource replacement;

    /// Lets every write wait for [#goOn].
    public void hold() {
        held = new CompletableFuture<>();
    }

    public void goOn() {
        held.complete("go on");
    }

    /// Fails at `make`, `write` or `finish`.
    public void failAt(String step) {
        failing = step;
    }

    /// Gives this back instead of what was written.
    public void replacedBy(BodySource source) {
        replacement = source;
    }

    public BodySpool made() {
        made.complete("made");
        if (failing.equals("make")) {
            throw new IllegalStateException("planted");
        }
        return this;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        writing.complete("writing");
        failAtStep("write");
        held.orTimeout(10, TimeUnit.SECONDS).join();
        synchronized (written) {
            written.write(bytes, from, length);
        }
    }

    @Override
    public BodySource finish() throws IOException {
        failAtStep("finish");
        BodySource other = replacement;
        return other == null ? SlowSource.of(written()) : other;
    }

    private void failAtStep(String step) throws IOException {
        if (failing.equals(step)) {
            throw new IOException("planted");
        }
    }

    @Override
    public void close() {
        if (!closed.complete("closed")) {
            throw new IllegalStateException("closed twice");
        }
    }

    public byte[] written() {
        synchronized (written) {
            return written.toByteArray();
        }
    }

    /// Waits until there is something to spool.
    public void awaitMade() {
        made.orTimeout(10, TimeUnit.SECONDS).join();
    }

    public void awaitWriting() {
        writing.orTimeout(10, TimeUnit.SECONDS).join();
    }

    public void awaitClosed() {
        closed.orTimeout(10, TimeUnit.SECONDS).join();
    }

    public boolean isClosed() {
        return closed.isDone();
    }
}
