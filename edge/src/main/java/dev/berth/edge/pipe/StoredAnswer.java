package dev.berth.edge.pipe;

import dev.berth.edge.http.BodyFraming;
import dev.berth.edge.http.BodyReader;
import dev.berth.edge.http.ChunkedBody;
import dev.berth.edge.http.HeadWriter;
import dev.berth.edge.http.HeaderLines;
import dev.berth.edge.http.LengthBody;
import dev.berth.edge.http.ResponseHead;
import dev.berth.edge.http.StoredHead;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Outcome;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers a client with an answer that was recorded before.
///
/// The head goes out with the first bytes of the body, so that a body that cannot be read at all is a refusal and not
/// an answer that breaks off.
final class StoredAnswer implements ClientPhase, Pump.Sink {

    private static final Logger LOG = LoggerFactory.getLogger(StoredAnswer.class);

    private final ClientConnection client;
    private final ClientRequest request;
    private final Decision.Replay replay;
    private final BodyFraming framing;
    private final boolean keepsClient;
    private final @Nullable BodyReader body;
    private final Pump pump;
    /// Until it is sent.
    private @Nullable ByteBuf head;
    private long bytesOut;
    private boolean over;

    private StoredAnswer(ClientConnection client, ClientRequest request, Decision.Replay replay, ResponseHead stored) {
        this.client = client;
        this.request = request;
        this.replay = replay;
        this.framing = AnswerFraming.forClient(stored.framing(), request.head().isHttp10());
        this.keepsClient = !(framing instanceof BodyFraming.UntilClose) && LocalAnswers.keepsClient(client, request);
        this.body = reader(stored.framing());
        this.pump = new Pump(client.loop(), replay.body(), this);
        this.head = written(stored);
    }

    static void begin(ClientConnection client, ClientRequest request, Decision.Replay replay) {
        ResponseHead head;
        try {
            head = StoredHead.parseAnswer(replay.head(), request.head().isHead());
            boolean fits = !(head.framing() instanceof BodyFraming.Length(long bytes))
                    || bytes == replay.body().length();
            if (!fits) {
                throw new IllegalArgumentException("a stored answer's body does not fit its head");
            }
        } catch (IllegalArgumentException e) {
            LOG.atError()
                    .addKeyValue("request", request.call().id())
                    .addKeyValue("reason", e.getMessage())
                    .log("stored answer is damaged");
            refuse(client, request, replay);
            return;
        }
        new StoredAnswer(client, request, replay, head).begin();
    }

    private static void refuse(ClientConnection client, ClientRequest request, Decision.Replay replay) {
        LocalAnswers.refuse(
                client, request, new Decision.Refuse(Problems.ANSWER_LOST, HeaderLines.none(), replay.observer()));
    }

    /// Reads the body as it was recorded: a length as it is, everything else in chunks.
    private @Nullable BodyReader reader(BodyFraming stored) {
        return switch (stored) {
            case BodyFraming.None _ -> null;
            case BodyFraming.Length(long bytes) -> new LengthBody(bytes);
            case BodyFraming.Chunked _, BodyFraming.UntilClose _ -> {
                ChunkedBody.Pass pass =
                        framing instanceof BodyFraming.Chunked ? ChunkedBody.Pass.FRAMED : ChunkedBody.Pass.CONTENT;
                yield AnswerFraming.chunks(pass, client.loop().limits().answerHead());
            }
        };
    }

    private ByteBuf written(ResponseHead stored) {
        ByteBuf out = client.buffer(HeadWriter.room(stored, replay.edits()) + AnswerOut.JOINED);
        HeadWriter.Shape shape = new HeadWriter.Shape(framing, LocalAnswers.connection(request, keepsClient));
        HeadWriter.response(stored, replay.edits(), request.call().id(), shape, out);
        return out;
    }

    private void begin() {
        client.become(this);
        client.noDeadline();
        if (body == null) {
            sendHead();
            end();
        } else {
            pump.start();
        }
    }

    // From the store.

    @Override
    public boolean takesMore() {
        return client.takesMore();
    }

    @Override
    public void part(ByteBuf part) {
        BodyReader reading = body;
        if (reading != null && !reading.isWhole()) {
            reading.read(part, this::pass);
        }
        boolean sound = reading != null && reading.fault() == null && !part.isReadable();
        part.release();
        if (!sound) {
            cut(Outcome.BROKEN_OFF);
        }
    }

    private void pass(ByteBuf bytes, int from, int length, boolean last) {
        ByteBuf first = head;
        if (first != null && length <= first.writableBytes()) {
            first.writeBytes(bytes, from, length);
        } else if (length > 0) {
            sendHead();
            send(bytes.retainedSlice(from, length));
        }
    }

    private void sendHead() {
        ByteBuf first = head;
        if (first != null) {
            head = null;
            send(first);
        }
    }

    private void send(ByteBuf bytes) {
        bytesOut += bytes.readableBytes();
        client.write(bytes);
    }

    @Override
    public void paused() {
        client.flush();
        keepTime();
    }

    @Override
    public void ended() {
        if (body != null && body.isWhole()) {
            sendHead();
            end();
            client.flush();
        } else {
            cut(Outcome.BROKEN_OFF);
        }
    }

    @Override
    public void failed(Exception cause) {
        LOG.atError()
                .addKeyValue("request", request.call().id())
                .setCause(cause)
                .log("stored answer could not be read");
        if (head != null) {
            over = true;
            dropHead();
            refuse(client, request, replay);
            client.resume();
        } else {
            cut(Outcome.BROKEN_OFF);
        }
    }

    private void end() {
        finish(Outcome.ANSWERED_HERE);
        client.answered(request, keepsClient);
    }

    private void cut(Outcome outcome) {
        finish(outcome);
        request.release(client.loop());
        client.cutOff(framing instanceof BodyFraming.UntilClose);
    }

    private void finish(Outcome outcome) {
        over = true;
        pump.close();
        dropHead();
        replay.observer().finished(outcome, request.bytesIn(), bytesOut);
    }

    private void dropHead() {
        if (head != null) {
            head.release();
            head = null;
        }
    }

    private void keepTime() {
        if (client.takesMore()) {
            client.noDeadline();
        } else {
            Duration stalled = client.loop().limits().times().stalled();
            client.deadlineIn(stalled);
        }
    }

    // From the client.

    @Override
    public boolean take(ByteBuf in) {
        return false;
    }

    @Override
    public boolean wantsMore() {
        return true;
    }

    @Override
    public void flush() {
        client.flush();
    }

    @Override
    public void writable() {
        pump.flow();
    }

    @Override
    public boolean needsMore() {
        return false;
    }

    @Override
    public void inputEnded() {
        // It may still wait for its answer.
    }

    @Override
    public void expired() {
        cut(Outcome.CLIENT_LEFT);
    }

    @Override
    public void gone() {
        if (!over) {
            finish(Outcome.CLIENT_LEFT);
            request.release(client.loop());
        }
    }
}
