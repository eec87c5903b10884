package dev.berth.engine;

import java.time.Instant;
import java.util.Optional;

/// What runs containers on a host.
///
/// Every call blocks, has a time limit, and may be made from any thread. A call either has done what its
/// name says or throws an [EngineFailure] that tells what is known. Operations are grouped by what they act
/// on, so that a user takes only the group that it needs.
///
/// The port keeps no state of its own: everything is asked from the engine each time.
public interface Engine extends AutoCloseable {

    /// Asks the engine who it is, which also proves that it answers. Takes Docker a few milliseconds.
    EngineInfo info();

    /// Since when it has been running, by its own clock, if it can be known: what ended before went down with the
    /// engine that was there then. Empty when it cannot.
    Optional<Instant> startedAt();

    Containers containers();

    Images images();

    Networks networks();

    Volumes volumes();

    /// Follows what happens to the containers that the selector names.
    ///
    /// Never fails because the engine is away: the subscription connects again for as long as it is open
    /// and tells a [EngineEvent.Gap] whenever events may have been missed, the first time that it connects
    /// included.
    ///
    /// @param since events from here on are told again as far as the engine remembers them
    EventSubscription events(LabelSelector selector, Instant since);

    /// Gives back connections. Streams and subscriptions that are still open end.
    @Override
    void close();
}
