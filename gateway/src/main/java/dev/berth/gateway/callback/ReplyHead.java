package dev.berth.gateway.callback;

import dev.berth.edge.http.AsciiSlice;
import dev.berth.edge.http.HeadLimits;
import dev.berth.edge.http.HeadReader;
import dev.berth.edge.http.HeaderName;
import dev.berth.edge.http.ResponseHead;
import dev.berth.gateway.callback.Poster.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;

/// Reads the head of a receiver's answer, past interim ones. What follows it is of no interest.
final class ReplyHead {

    private static final HeadLimits LIMITS = new HeadLimits(16 * 1024, 4 * 1024, 128);
    private static final int MOST_INTERIM = 8;
    private static final HeaderName RETRY_AFTER = HeaderName.of("Retry-After");

    private ReplyHead() {}

    /// The final answer.
    static Reply.Answered read(InputStream in) throws IOException {
        HeadReader reader = new HeadReader(LIMITS);
        ByteBuf read = Unpooled.EMPTY_BUFFER;
        for (int interim = 0; interim <= MOST_INTERIM; interim++) {
            reader.begin();
            while (!reader.read(read)) {
                byte[] bytes = new byte[LIMITS.headBytes()];
                int count = in.read(bytes);
                if (count < 0) {
                    throw new IOException("it closed the connection without an answer");
                }
                read = Unpooled.wrappedBuffer(bytes, 0, count);
            }
            ResponseHead head = sound(reader);
            if (!head.isInterim()) {
                String after =
                        head.header(RETRY_AFTER).map(AsciiSlice::toString).orElse("");
                return new Reply.Answered(head.status(), after);
            }
        }
        throw new IOException("it sent nothing but interim answers");
    }

    private static ResponseHead sound(HeadReader reader) throws IOException {
        return switch (ResponseHead.parse(reader, false)) {
            case ResponseHead.Parsed.Faulty(var fault) ->
                throw new IOException("its answer is no HTTP: " + fault.detail());
            case ResponseHead.Parsed.Sound(ResponseHead head) -> head;
        };
    }
}
