package dev.berth.edge.pipe;

import dev.berth.edge.http.BodyFraming;
import dev.berth.edge.http.BodyReader;
import dev.berth.edge.http.ChunkedBody;
import dev.berth.edge.http.EndlessBody;
import dev.berth.edge.http.HeadLimits;
import dev.berth.edge.http.HeaderNames;
import dev.berth.edge.http.LengthBody;
import org.jspecify.annotations.Nullable;

/// How the body of an answer changes its framing between an upstream, a recorder and a client.
///
/// A recorder always sees what an HTTP/1.1 client gets: a body of a declared length as it is, any other in chunks. An
/// HTTP/1.0 client knows no chunks and gets the content alone.
enum AnswerFraming {
    /// The client, and the recorder, get what the upstream sent.
    AS_IT_IS,
    /// The upstream ends the body with its connection; the client gets chunks.
    INTO_CHUNKS,
    /// The upstream ends the body with its connection and so does the client's; the recorder sees chunks.
    CHUNKS_ASIDE,
    /// The upstream sent chunks, which the recorder sees and the client cannot read.
    OUT_OF_CHUNKS;

    private static final HeaderNames UNSAFE_TRAILERS = HeaderNames.of(
                    "set-cookie", "location", "content-type", "content-encoding")
            .andPrefix("x-berth-");

    /// The framing that a client can read.
    ///
    /// @param http10 the client knows no chunks
    static BodyFraming forClient(BodyFraming upstream, boolean http10) {
        return switch (upstream) {
            case BodyFraming.None none -> none;
            case BodyFraming.Length length -> length;
            case BodyFraming.Chunked _, BodyFraming.UntilClose _ ->
                http10 ? new BodyFraming.UntilClose() : new BodyFraming.Chunked();
        };
    }

    /// @param recorded somebody sees the body besides the client
    static AnswerFraming of(BodyFraming upstream, BodyFraming client, boolean recorded) {
        boolean chunks = client instanceof BodyFraming.Chunked;
        return switch (upstream) {
            case BodyFraming.None _, BodyFraming.Length _ -> AS_IT_IS;
            case BodyFraming.Chunked _ -> chunks || !recorded ? AS_IT_IS : OUT_OF_CHUNKS;
            case BodyFraming.UntilClose _ -> {
                if (chunks) {
                    yield INTO_CHUNKS;
                }
                yield recorded ? CHUNKS_ASIDE : AS_IT_IS;
            }
        };
    }

    /// Reads the body as the upstream sends it; null when there is none.
    @Nullable
    BodyReader reader(BodyFraming upstream, BodyFraming client, HeadLimits trailers) {
        return switch (upstream) {
            case BodyFraming.None _ -> null;
            case BodyFraming.Length(long bytes) -> new LengthBody(bytes);
            case BodyFraming.Chunked _ -> {
                boolean framed = this == OUT_OF_CHUNKS || client instanceof BodyFraming.Chunked;
                yield chunks(framed ? ChunkedBody.Pass.FRAMED : ChunkedBody.Pass.CONTENT, trailers);
            }
            case BodyFraming.UntilClose _ -> new EndlessBody();
        };
    }

    /// Reads a body that comes in chunks.
    static BodyReader chunks(ChunkedBody.Pass pass, HeadLimits trailers) {
        return new ChunkedBody(pass, Long.MAX_VALUE, trailers, UNSAFE_TRAILERS);
    }
}
