package dev.berth.edge.route;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The bytes of a body that is kept somewhere, as they are framed. Can be opened any number of times.
///
/// Unless it is made by [#of], it is opened and read on a virtual thread: both may block and fail. Whatever stream
/// was opened is closed.
public interface BodySource {

    /// No bytes.
    BodySource EMPTY = of(new byte[0]);

    /// How many bytes a stream gives: fewer or more are a failure.
    long length();

    InputStream open() throws IOException;

    /// Bytes in memory, for which no thread is needed. Not to be changed afterwards.
    static BodySource of(byte[] bytes) {
        return new InMemory(bytes);
    }

    /// Bytes in memory.
    final class InMemory implements BodySource {

        private final byte[] bytes;

        private InMemory(byte[] bytes) {
            this.bytes = bytes;
        }

        /// The bytes themselves. Not to be changed.
        public byte[] bytes() {
            return bytes;
        }

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }
}
