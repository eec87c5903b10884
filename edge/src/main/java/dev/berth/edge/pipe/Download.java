package dev.berth.edge.pipe;

import dev.berth.edge.http.BodyFraming;
import dev.berth.edge.http.BodyReader;
import dev.berth.edge.http.EndlessBody;
import dev.berth.edge.http.Fault;
import dev.berth.edge.http.HeadReader;
import dev.berth.edge.http.HeadWriter;
import dev.berth.edge.http.ResponseEdits;
import dev.berth.edge.http.ResponseHead;
import dev.berth.edge.route.Outcome;
import dev.berth.edge.route.Recorder;
import io.netty.buffer.ByteBuf;
import java.time.Duration;

/// The way of an answer to the client: interim heads, the edited head, the body in the framing that the client can
/// read, and the end, which a recorder may hold back.
final class Download {

    /// What the answer is at.
    private sealed interface At {

        record AwaitingHead(HeadReader reader) implements At {}

        record Streaming(BodyReader body, AnswerOut out) implements At {}

        /// Everything has come; the last byte waits for the recorder.
        record HeldBack(AnswerOut out) implements At {}

        record Ended() implements At {}
    }

    /// An upstream that sends more interim heads than this for one request means harm.
    private static final int MAX_INTERIM = 64;

    private final Exchange exchange;
    private At at;
    private int interims;
    private long bytesOut;
    private boolean begun;
    private boolean endsWithConnection;
    private boolean keepsClient;
    private boolean keepsUpstream;
    private Duration restFor = Duration.ZERO;

    Download(Exchange exchange) {
        this.exchange = exchange;
        this.at = new At.AwaitingHead(exchange.client().loop().takeAnswerReader());
    }

    /// The final head was passed on.
    boolean hasBegun() {
        return begun;
    }

    /// The client takes the end of its connection for the end of the body.
    boolean endsWithConnection() {
        return endsWithConnection;
    }

    /// Whether any byte came from the upstream.
    boolean hasSeenBytes() {
        return !(at instanceof At.AwaitingHead(HeadReader reader)) || reader.hasBegun() || interims > 0;
    }

    long bytesOut() {
        return bytesOut;
    }

    void take(ByteBuf in) {
        boolean going = true;
        while (going && in.isReadable()) {
            going = switch (at) {
                case At.AwaitingHead(HeadReader reader) -> head(reader, in);
                case At.Streaming(BodyReader body, AnswerOut out) -> {
                    stream(body, out, in);
                    yield false;
                }
                case At.HeldBack _, At.Ended _ -> false;
            };
        }
    }

    private boolean head(HeadReader reader, ByteBuf in) {
        if (!reader.read(in)) {
            return false;
        }
        switch (ResponseHead.parse(reader, exchange.request().head().isHead())) {
            case ResponseHead.Parsed.Faulty(Fault fault) -> notHttp(fault);
            case ResponseHead.Parsed.Sound(ResponseHead head) -> {
                if (head.isInterim()) {
                    interim(head, reader);
                } else if (head.status() == 101) {
                    switched(head);
                } else {
                    answer(head, reader, in);
                }
            }
        }
        return at instanceof At.AwaitingHead;
    }

    private void notHttp(Fault fault) {
        exchange.noAnswer(Outcome.UPSTREAM_FAILED, Problems.malformedAnswer(fault.detail()));
    }

    private void interim(ResponseHead head, HeadReader reader) {
        if (++interims > MAX_INTERIM) {
            exchange.noAnswer(Outcome.UPSTREAM_FAILED, Problems.malformedAnswer("It consists of interim answers."));
            return;
        }
        if (!exchange.request().head().isHttp10()) {
            send(written(head, ResponseEdits.NONE, new BodyFraming.None(), HeadWriter.Connection.UNSAID));
        }
        reader.begin();
    }

    private void switched(ResponseHead head) {
        if (!exchange.request().head().isUpgrade() || !exchange.hasClient()) {
            exchange.noAnswer(
                    Outcome.UPSTREAM_FAILED, Problems.malformedAnswer("It switches protocols without being asked."));
            return;
        }
        exchange.hooks().observer().answered(head.status());
        ResponseEdits edits = exchange.forward().response();
        exchange.switchProtocols(head, written(head, edits, new BodyFraming.None(), HeadWriter.Connection.UPGRADE));
    }

    private void answer(ResponseHead head, HeadReader reader, ByteBuf in) {
        if (exchange.hooks().declines().test(head.status())) {
            exchange.noAnswer(Outcome.UPSTREAM_FAILED, Problems.declined(head.status()));
            return;
        }
        begun = true;
        exchange.hooks().observer().answered(head.status());
        Recorder recorder = exchange.hooks().recorder();
        recorder.head(head);
        BodyFraming framing = AnswerFraming.forClient(
                head.framing(), exchange.request().head().isHttp10());
        endsWithConnection = framing instanceof BodyFraming.UntilClose;
        keepsUpstream = head.keepsAlive();
        restFor = restFor(head);
        keepsClient = !endsWithConnection && exchange.client().canFollow(exchange.request());
        HeadWriter.Connection connection = LocalAnswers.connection(exchange.request(), keepsClient);
        AnswerFraming way = AnswerFraming.of(head.framing(), framing, recorder.keeps());
        AnswerOut out = new AnswerOut(exchange, this, way);
        out.head(written(head, exchange.forward().response(), framing, connection));
        Loop loop = exchange.client().loop();
        BodyReader body = way.reader(head.framing(), framing, loop.limits().answerHead());
        loop.giveAnswerReader(reader);
        if (body == null) {
            at = new At.HeldBack(out);
            out.endWithHead();
        } else {
            at = new At.Streaming(body, out);
            stream(body, out, in);
        }
    }

    private ByteBuf written(
            ResponseHead head, ResponseEdits edits, BodyFraming framing, HeadWriter.Connection connection) {
        ByteBuf out = exchange.client().buffer(HeadWriter.room(head, edits) + AnswerOut.JOINED);
        HeadWriter.Shape shape = new HeadWriter.Shape(framing, connection);
        HeadWriter.response(head, edits, exchange.request().call().id(), shape, out);
        return out;
    }

    /// How long the upstream keeps its connection: a second less than it says, so that it does not close in our face.
    private Duration restFor(ResponseHead head) {
        Duration own = exchange.client().loop().limits().upstreams().idle();
        long seconds = head.keepAliveSeconds();
        return seconds < 0 || seconds > own.toSeconds() ? own : Duration.ofSeconds(Math.max(0, seconds - 1));
    }

    private void stream(BodyReader body, AnswerOut out, ByteBuf in) {
        if (body.read(in, out) && body.fault() != null) {
            exchange.cut(Outcome.BROKEN_OFF);
            return;
        }
        if (body.isWhole()) {
            at = new At.HeldBack(out);
        }
        out.partEnded();
    }

    /// Sends a part of the answer, and pauses the upstream while the client does not keep up.
    void send(ByteBuf bytes) {
        bytesOut += bytes.readableBytes();
        exchange.client().write(bytes);
        exchange.clientMayBeFull();
    }

    boolean isHeldBack() {
        return at instanceof At.HeldBack;
    }

    /// Everything was sent.
    void ended() {
        at = new At.Ended();
        exchange.answered(keepsClient, keepsUpstream, restFor);
    }

    void upstreamEnded() {
        switch (at) {
            case At.AwaitingHead _ -> exchange.brokeOffBeforeAnswer();
            case At.Streaming(BodyReader body, AnswerOut out) -> {
                if (body instanceof EndlessBody) {
                    at = new At.HeldBack(out);
                    out.endOfEndless();
                    out.partEnded();
                } else {
                    exchange.cut(Outcome.BROKEN_OFF);
                }
            }
            case At.HeldBack _, At.Ended _ -> {
                // All has come already.
            }
        }
    }

    void upstreamBroken() {
        switch (at) {
            case At.AwaitingHead _ -> exchange.brokeOffBeforeAnswer();
            case At.Streaming _ -> exchange.cut(Outcome.BROKEN_OFF);
            case At.HeldBack _, At.Ended _ -> {
                // All has come already.
            }
        }
    }

    /// Lets go of what was not sent.
    void release() {
        switch (at) {
            case At.AwaitingHead(HeadReader reader) -> exchange.client().loop().giveAnswerReader(reader);
            case At.Streaming streaming -> streaming.out().release();
            case At.HeldBack heldBack -> heldBack.out().release();
            case At.Ended _ -> {
                // Nothing is left.
            }
        }
        at = new At.Ended();
    }
}
