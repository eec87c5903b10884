package dev.berth.edge;

import dev.berth.edge.http.ResponseHead;
import dev.berth.edge.route.Recorder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// A recorder that keeps an answer in memory, and says that it is kept when the test says so.
public final class Tape implements Recorder {

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final CompletableFuture<String> begun = new CompletableFuture<>();
    private final CompletableFuture<String> whole = new CompletableFuture<>();
    private final CompletableFuture<String> broken = new CompletableFuture<>();
    private final CompletableFuture<String> kept = new CompletableFuture<>();
    private volatile byte[] head = new byte[0];
    private volatile int status;

    /// One that keeps everything at once.
    public static Tape keeping() {
        Tape tape = new Tape();
        tape.kept.complete("kept");
        return tape;
    }

    @Override
    public void head(ResponseHead answer) {
        status = answer.status();
        head = answer.toBytes();
        begun.complete("begun");
    }

    @Override
    public void body(ByteBuffer part) {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        body.writeBytes(bytes);
    }

    @Override
    public CompletionStage<?> whole() {
        whole.complete(heard());
        return kept;
    }

    @Override
    public void broken() {
        if (whole.isDone()) {
            throw new IllegalStateException("broken after it was whole");
        }
        broken.complete(heard());
    }

    private String heard() {
        return status + " " + body.toString(StandardCharsets.ISO_8859_1);
    }

    /// Lets the answer's end go.
    public void keep() {
        kept.complete("kept");
    }

    public void fail(Throwable cause) {
        kept.completeExceptionally(cause);
    }

    /// Waits for the head of an answer.
    public void awaitHead() {
        begun.orTimeout(10, TimeUnit.SECONDS).join();
    }

    /// Waits for the whole answer: its status, a blank, its body as it was framed for the recorder.
    public String wholeAnswer() {
        return whole.orTimeout(10, TimeUnit.SECONDS).join();
    }

    /// Waits until the answer broke off: what was heard of it.
    public String brokenAnswer() {
        return broken.orTimeout(10, TimeUnit.SECONDS).join();
    }

    public boolean isWhole() {
        return whole.isDone();
    }

    public boolean isBroken() {
        return broken.isDone();
    }

    /// The answer's head, as it came from the upstream.
    public byte[] headBytes() {
        return head.clone();
    }

    public byte[] bodyBytes() {
        return body.toByteArray();
    }
}
