package dev.berth.gateway.callback;

import java.util.Map;

/// Posts to a receiver, once.
@FunctionalInterface
public interface Poster {

    /// What became of it.
    sealed interface Reply {

        /// The receiver answered.
        ///
        /// @param retryAfter its header of that name; empty when it sent none
        record Answered(int status, String retryAfter) implements Reply {

            public Answered(int status) {
                this(status, "");
            }

            boolean taken() {
                return status >= 200 && status < 300;
            }

            /// Whether it takes no more at the moment.
            boolean busy() {
                return status == 429 || status == 503;
            }
        }

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
