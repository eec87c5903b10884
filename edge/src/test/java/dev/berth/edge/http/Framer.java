package dev.berth.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Cuts a stream of requests as the edge does, without any socket, and tells what it found.
public final class Framer {

    private static final HeadLimits LIMITS = new HeadLimits(4096, 1024, 32);
    private static final long MAX_BODY = 1 << 20;

    private final HeadReader reader = new HeadReader(LIMITS);
    private final List<String> found = new ArrayList<>();
    private @Nullable BodyReader body;
    private long content;
    private boolean over;

    public Framer() {
        reader.begin();
    }

    /// What a stream amounts to: for each request the length of its content, then `faulty:<code>`, or `partial` when
    /// something is missing at the end.
    public static String verdict(byte[] stream) {
        Framer framer = new Framer();
        framer.feed(Unpooled.wrappedBuffer(stream));
        return framer.verdict();
    }

    public void feed(ByteBuf in) {
        while (in.isReadable() && !over) {
            if (body == null) {
                head(in);
            } else {
                body(in, body);
            }
        }
        in.release();
    }

    public String verdict() {
        boolean partial = !over && (body != null || reader.hasBegun());
        return String.join(" ", found) + (partial ? (found.isEmpty() ? "partial" : " partial") : "");
    }

    private void head(ByteBuf in) {
        if (!reader.read(in)) {
            return;
        }
        switch (RequestHead.parse(reader)) {
            case RequestHead.Parsed.Faulty(Fault fault) -> faulty(fault);
            case RequestHead.Parsed.Sound(RequestHead head) -> {
                content = 0;
                switch (head.framing()) {
                    case BodyFraming.None _ -> whole();
                    case BodyFraming.Length(long bytes) -> body = new LengthBody(bytes);
                    case BodyFraming.Chunked _ ->
                        body = new ChunkedBody(ChunkedBody.Pass.CONTENT, MAX_BODY, LIMITS, HeaderNames.NONE);
                    case BodyFraming.UntilClose _ -> throw new AssertionError("a request without an end");
                }
            }
        }
    }

    private void body(ByteBuf in, BodyReader reading) {
        boolean ended = reading.read(in, (bytes, from, length, last) -> content += length);
        Fault fault = reading.fault();
        if (fault != null) {
            faulty(fault);
        } else if (ended) {
            whole();
        }
    }

    private void whole() {
        found.add(Long.toString(content));
        body = null;
        reader.begin();
    }

    private void faulty(Fault fault) {
        found.add("faulty:" + fault.code());
        over = true;
    }
}
