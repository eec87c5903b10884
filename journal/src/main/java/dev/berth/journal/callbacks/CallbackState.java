package dev.berth.journal.callbacks;

import java.time.Instant;
import java.util.Optional;

/// How far a callback is. It moves forward only.
public sealed interface CallbackState {

    /// How often it was posted, or tried to be.
    int attempts();

    /// Its call has not ended.
    record Waiting() implements CallbackState {

        @Override
        public int attempts() {
            return 0;
        }
    }

    /// Its call has ended, and nobody has taken the outcome yet.
    ///
    /// @param next when it is posted the next time
    /// @param since when the call ended
    /// @param failure why the last attempt failed, in one sentence
    record Due(int attempts, Instant next, Instant since, Optional<String> failure) implements CallbackState {}

    /// The receiver took it.
    record Delivered(int attempts, Instant at) implements CallbackState {}

    /// Nobody will post it again.
    ///
    /// @param reason one sentence for people
    record GivenUp(int attempts, String reason, Instant at) implements CallbackState {}
}
