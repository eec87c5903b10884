package dev.berth.engine;

import java.util.Optional;

/// An open ear for what happens to containers.
///
/// One thread takes events; any thread may close. Events that are not taken wait at the engine, which
/// forgets the oldest when they become too many: a slow taker is told a gap.
public interface EventSubscription extends AutoCloseable {

    /// Waits for the next event. Empty once the subscription is closed, and from then on.
    Optional<EngineEvent> next();

    @Override
    void close();
}
