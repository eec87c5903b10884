package dev.berth.edge.pipe;

import dev.berth.edge.EdgeLimits;
import dev.berth.edge.http.BodyFraming;
import dev.berth.edge.http.BodyReader;
import dev.berth.edge.http.HeadLimits;
import dev.berth.edge.http.RequestHead;
import dev.berth.edge.http.StoredHead;
import dev.berth.edge.route.BodySource;
import dev.berth.edge.route.Call;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Outcome;
import dev.berth.edge.route.Peer;
import dev.berth.edge.route.StoredRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Begins the exchanges of requests that have no client.
final class Sending {

    private static final Logger LOG = LoggerFactory.getLogger(Sending.class);

    private static final Peer NO_PEER = new Peer("stored", 0, false);

    /// Header lines that edits may have added to those that a client may send.
    private static final int ADDED_FIELDS = 64;

    private Sending() {}

    static void begin(Loop loop, StoredRequest stored, Decision.Forward forward) {
        RequestHead head;
        try {
            head = StoredHead.parse(stored.head(), limits(loop.limits(), stored.head().length));
            check(head.framing(), stored.body(), loop.limits());
        } catch (IllegalArgumentException e) {
            LOG.atError()
                    .addKeyValue("request", stored.id())
                    .addKeyValue("reason", e.getMessage())
                    .log("stored request is damaged");
            damaged(forward.hooks());
            return;
        }
        ClientRequest request = ClientRequest.stored(new Call(head, NO_PEER, stored.id()), stored.body(), loop);
        Audience nobody = Nobody.on(loop);
        new Exchange(nobody, request, forward).begin();
        nobody.resume();
    }

    /// The head was within the limits when it came; edits have changed it since.
    private static HeadLimits limits(EdgeLimits limits, int length) {
        int bytes = Math.max(length, 64);
        return new HeadLimits(bytes, bytes, limits.requestHead().fields() + ADDED_FIELDS);
    }

    private static void damaged(Hooks hooks) {
        hooks.recorder().broken();
        hooks.observer().finished(Outcome.REQUEST_FAULTY, 0, 0);
    }

    /// Looks at what can be seen before anything is sent: the length, and all of a body in memory.
    private static void check(BodyFraming framing, BodySource body, EdgeLimits limits) {
        boolean fits = switch (framing) {
            case BodyFraming.None _ -> body.length() == 0;
            case BodyFraming.Length(long bytes) -> body.length() == bytes;
            case BodyFraming.Chunked _ ->
                body instanceof BodySource.InMemory memory ? isWhole(memory, framing, limits) : body.length() > 0;
            case BodyFraming.UntilClose _ -> false;
        };
        if (!fits) {
            throw new IllegalArgumentException("a stored body does not fit its head");
        }
    }

    private static boolean isWhole(BodySource.InMemory body, BodyFraming framing, EdgeLimits limits) {
        BodyReader reader = Objects.requireNonNull(ClientRequest.bodyReader(framing, limits));
        ByteBuf in = Unpooled.wrappedBuffer(body.bytes());
        boolean ended = reader.read(in, (bytes, from, length, last) -> {});
        return ended && reader.fault() == null && !in.isReadable();
    }
}
