package dev.berth.gateway.callback;

import java.util.Map;

/// Posts to a receiver, once.
@FunctionalInterface
public interface Poster {

    /// What became of it.
    sealed interface Reply {

        /// The receiver answered.
        record Answered(int status) implements Reply {}

        /// There was no answer.
        ///
        /// @param reason one sentence for people
        record Failed(String reason) implements Reply {}
    }

    /// Blocks, for no longer than a time limit of its own.
    ///
    /// @param headers beside those that every request has
    Reply post(CallbackUrl url, Map<String, String> headers, byte[] body);
}
