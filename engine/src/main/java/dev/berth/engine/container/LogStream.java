package dev.berth.engine.container;

import java.util.Optional;

/// What a container wrote, piece by piece, oldest first.
///
/// One thread reads; any thread may close. What is not read stays at the engine: a slow reader costs no
/// memory here.
public interface LogStream extends AutoCloseable {

    /// Waits for the next piece. Empty at the end: everything that was asked for has been read, or, when
    /// following, the container has ended; also once the stream is closed.
    Optional<LogChunk> next();

    @Override
    void close();
}
