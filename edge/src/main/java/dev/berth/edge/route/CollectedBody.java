package dev.berth.edge.route;

import dev.berth.edge.http.BodyFraming;
import dev.berth.edge.http.BodyReader;
import dev.berth.edge.http.ChunkedBody;
import dev.berth.edge.http.HeadLimits;
import dev.berth.edge.http.HeaderNames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;

/// A request body that was read before the request goes anywhere.
public sealed interface CollectedBody {

    /// A body that was small enough to be kept in memory.
    final class InMemory implements CollectedBody {

        private final BodyFraming framing;
        private final byte[] framed;

        public InMemory(BodyFraming framing, byte[] framed) {
            this.framing = framing;
            this.framed = framed;
        }

        /// The body as it came, in its framing and with its trailers; chunk extensions are left out. Not to be changed.
        public byte[] framed() {
            return framed;
        }

        /// The body itself. Not to be changed.
        public byte[] content() {
            if (!(framing instanceof BodyFraming.Chunked)) {
                return framed;
            }
            BodyReader reader = new ChunkedBody(
                    ChunkedBody.Pass.CONTENT,
                    framed.length,
                    new HeadLimits(Math.max(64, framed.length), 16, framed.length + 1),
                    HeaderNames.NONE);
            ByteArrayOutputStream content = new ByteArrayOutputStream(framed.length);
            ByteBuf in = Unpooled.wrappedBuffer(framed);
            reader.read(in, (bytes, from, length, last) -> content.write(framed, from, length));
            in.release();
            return content.toByteArray();
        }
    }

    /// A body that was written to a [BodySpool].
    ///
    /// @param source as [InMemory#framed]; what is stored there is its receiver's to remove after use
    record Spooled(BodySource source) implements CollectedBody {}
}
