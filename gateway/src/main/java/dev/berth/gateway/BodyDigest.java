package dev.berth.gateway;

import dev.berth.edge.http.BodyFraming;
import dev.berth.edge.http.BodyReader;
import dev.berth.edge.http.ChunkedBody;
import dev.berth.edge.http.HeadLimits;
import dev.berth.edge.http.HeaderNames;
import dev.berth.journal.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The fingerprint of a call: SHA-256 over its method, its target and the content of its body, however it was framed.
final class BodyDigest {

    private static final HeadLimits TRAILERS = new HeadLimits(64 * 1024, 64 * 1024, 128);

    private final MessageDigest digest;
    private final boolean chunked;
    private final BodyReader chunks =
            new ChunkedBody(ChunkedBody.Pass.CONTENT, Long.MAX_VALUE, TRAILERS, HeaderNames.NONE);

    BodyDigest(String method, String target, BodyFraming framing) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        chunked = framing instanceof BodyFraming.Chunked;
        digest.update((method + "\n" + target + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /// @param bytes of the body in its framing
    void update(byte[] bytes, int from, int length) {
        if (!chunked) {
            digest.update(bytes, from, length);
            return;
        }
        ByteBuf in = Unpooled.wrappedBuffer(bytes, from, length);
        boolean _ = chunks.read(in, (content, start, count, last) -> {
            byte[] part = new byte[count];
            content.getBytes(start, part);
            digest.update(part);
        });
    }

    Bytes finish() {
        return Bytes.of(digest.digest());
    }
}
