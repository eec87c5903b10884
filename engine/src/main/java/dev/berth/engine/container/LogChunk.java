package dev.berth.engine.container;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/// A piece of what a container wrote: a line with its line end, or, of a line longer than 16 KiB, a part of
/// it. A last line that was not ended is not ended here either. Text is as it was written; bytes that are no
/// UTF-8 may have been replaced by the engine, whose log files are text.
public final class LogChunk {

    /// Where it was written to.
    public enum Source {
        STDOUT,
        STDERR
    }

    private final Source source;
    private final Instant at;
    private final byte[] bytes;

    /// @param bytes belong to the chunk from now on
    public LogChunk(Source source, Instant at, byte[] bytes) {
        this.source = source;
        this.at = at;
        this.bytes = bytes;
    }

    public Source source() {
        return source;
    }

    /// When the engine received it.
    public Instant at() {
        return at;
    }

    /// A copy of what was written.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// As text; bytes that are no UTF-8 become replacement characters.
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogChunk chunk
                && source == chunk.source
                && at.equals(chunk.at)
                && Arrays.equals(bytes, chunk.bytes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(source, at, Arrays.hashCode(bytes));
    }

    @Override
    public String toString() {
        return "LogChunk[" + source + ", " + at + ", " + bytes.length + " bytes]";
    }
}
