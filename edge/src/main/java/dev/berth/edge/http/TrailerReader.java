package dev.berth.edge.http;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Collects the trailer section of one chunked body, its empty line included.
final class TrailerReader {

    private final HeadLimits limits;
    private final HeaderFields fields = new HeaderFields();
    private final FieldReader reader;
    private byte[] bytes = new byte[256];
    private int length;
    private @Nullable Fault fault;

    TrailerReader(HeadLimits limits) {
        this.limits = limits;
        this.reader = new FieldReader(fields, limits.fields());
        reader.begin(0);
    }

    /// Takes what belongs to the trailers. True when they are whole or faulty.
    boolean read(ByteBuf in) {
        int step = Math.min(in.readableBytes(), limits.headBytes() - length);
        if (step == 0) {
            fault = Fault.HEAD_TOO_LARGE;
            return true;
        }
        if (length + step > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + step, bytes.length * 2));
        }
        in.getBytes(in.readerIndex(), bytes, length, step);
        int before = length;
        length += step;
        boolean ended = reader.read(bytes, length);
        if (!ended) {
            in.skipBytes(step);
            return false;
        }
        fault = reader.fault() != null ? reader.fault() : forbidden();
        in.skipBytes(fault == null ? reader.end() - before : 0);
        return true;
    }

    @Nullable
    Fault fault() {
        return fault;
    }

    /// The section as it came, less some fields.
    byte[] without(HeaderNames dropped) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(length);
        for (int field = 0; field < fields.count(); field++) {
            if (!fields.isIn(dropped, bytes, field)) {
                int end = field + 1 < fields.count() ? fields.lineStart(field + 1) : reader.end() - 2;
                kept.write(bytes, fields.lineStart(field), end - fields.lineStart(field));
            }
        }
        kept.write('\r');
        kept.write('\n');
        return kept.toByteArray();
    }

    private @Nullable Fault forbidden() {
        for (int field = 0; field < fields.count(); field++) {
            if (fields.known(field) != Known.OTHER) {
                return Fault.TRAILER;
            }
        }
        return null;
    }
}
