package dev.berth.gateway.callback;

import dev.berth.kit.Backoff;
import java.time.Duration;

/// How callbacks are tried.
///
/// @param again before the next attempt
/// @param patience how long after its call's end a callback is given up
/// @param remembered how long what became of one is shown, at least
/// @param mostOpen callbacks that are not done; with more, calls that ask for one are refused
/// @param slots posts at a time
/// @param slotsOfOne posts at a time to one host and port
public record CallbackPolicy(
        Backoff again, Duration patience, Duration remembered, long mostOpen, int slots, int slotsOfOne) {

    public static final CallbackPolicy DEFAULT = new CallbackPolicy(
            new Backoff(Duration.ofSeconds(5), Duration.ofHours(1)),
            Duration.ofHours(24),
            Duration.ofHours(1),
            100_000,
            64,
            4);
}
