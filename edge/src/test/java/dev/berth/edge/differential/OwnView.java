package dev.berth.edge.differential;

import dev.berth.edge.EdgeLimits;
import dev.berth.edge.http.BodyFraming;
import dev.berth.edge.http.BodyReader;
import dev.berth.edge.http.ChunkedBody;
import dev.berth.edge.http.Fault;
import dev.berth.edge.http.HeadReader;
import dev.berth.edge.http.HeaderNames;
import dev.berth.edge.http.LengthBody;
import dev.berth.edge.http.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What the edge's own parser makes of one connection's bytes, read without a socket.
///
/// @param requests that are whole, up to the first after which the connection ends
record OwnView(List<Request> requests, Ending ending) {

    /// @param text of the whole request, as it came
    /// @param end of the request in the stream
    record Request(Seen seen, String text, int end) {}

    /// What stands behind the last whole request.
    sealed interface Ending {

        /// Nothing.
        record Clean() implements Ending {}

        /// Whatever it is, the connection ends with the request before.
        record Closed() implements Ending {}

        /// A request that is not whole.
        ///
        /// @param headIsWhole only its body is not
        record Partial(boolean headIsWhole) implements Ending {}

        record Faulty(Fault fault, boolean headIsSound) implements Ending {}
    }

    OwnView {
        requests = List.copyOf(requests);
    }

    List<Seen> seen() {
        return requests.stream().map(Request::seen).toList();
    }

    List<String> texts() {
        return requests.stream().map(Request::text).toList();
    }

    /// The bytes of all whole requests.
    int end() {
        return requests.isEmpty() ? 0 : requests.getLast().end();
    }

    /// Whether a request was let through in part.
    boolean endsWithinABody() {
        return switch (ending) {
            case Ending.Clean _, Ending.Closed _ -> false;
            case Ending.Partial(boolean headIsWhole) -> headIsWhole;
            case Ending.Faulty(Fault _, boolean headIsSound) -> headIsSound;
        };
    }

    static OwnView of(byte[] stream, EdgeLimits limits) {
        return new Reading(stream, limits).all();
    }

    private static final class Reading {

        private final ByteBuf in;
        private final EdgeLimits limits;
        private final List<Request> requests = new ArrayList<>();

        Reading(byte[] stream, EdgeLimits limits) {
            this.in = Unpooled.wrappedBuffer(stream);
            this.limits = limits;
        }

        OwnView all() {
            while (in.isReadable()) {
                HeadReader reader = new HeadReader(limits.requestHead());
                reader.begin();
                if (!reader.read(in)) {
                    return new OwnView(requests, new Ending.Partial(false));
                }
                switch (RequestHead.parse(reader)) {
                    case RequestHead.Parsed.Faulty(Fault fault) -> {
                        return new OwnView(requests, new Ending.Faulty(fault, false));
                    }
                    case RequestHead.Parsed.Sound(RequestHead head) -> {
                        Ending ending = body(head);
                        if (!(ending instanceof Ending.Clean)) {
                            return new OwnView(requests, ending);
                        }
                    }
                }
            }
            return new OwnView(requests, new Ending.Clean());
        }

        private Ending body(RequestHead head) {
            if (head.framing() instanceof BodyFraming.Length(long bytes)
                    && bytes > limits.flow().body()) {
                return new Ending.Faulty(Fault.BODY_TOO_LARGE, false);
            }
            int start = in.readerIndex();
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            if (!head.framing().isEmpty()) {
                BodyReader body = reader(head.framing());
                boolean ended = in.isReadable()
                        && body.read(in, (bytes, from, length, last) -> {
                            for (int i = from; i < from + length; i++) {
                                content.write(bytes.getByte(i));
                            }
                        });
                if (body.fault() != null) {
                    return new Ending.Faulty(body.fault(), true);
                }
                if (!ended) {
                    return new Ending.Partial(true);
                }
            }
            Seen seen = Seen.of(head.method(), head.target().toString(), List.of(), Latin1.text(content.toByteArray()));
            String text = Latin1.text(head.toBytes())
                    + in.toString(start, in.readerIndex() - start, StandardCharsets.ISO_8859_1);
            requests.add(new Request(seen, text, in.readerIndex()));
            return head.keepsAlive() ? new Ending.Clean() : new Ending.Closed();
        }

        private BodyReader reader(BodyFraming framing) {
            return switch (framing) {
                case BodyFraming.Length(long bytes) -> new LengthBody(bytes);
                case BodyFraming.Chunked _ ->
                    new ChunkedBody(
                            ChunkedBody.Pass.CONTENT, limits.flow().body(), limits.requestHead(), HeaderNames.NONE);
                case BodyFraming.None _, BodyFraming.UntilClose _ -> throw new IllegalStateException("no body to read");
            };
        }
    }
}
