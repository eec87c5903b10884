package dev.berth.edge.route;

/// Why a request could not be delivered. No byte of it can have been processed.
///
/// @param reason one sentence for people
public record UpstreamFailure(Kind kind, String reason) {

    /// What did not work.
    public enum Kind {
        NAME_UNKNOWN,
        CONNECTION_REFUSED,
        CONNECT_TIMED_OUT,
        CONNECT_FAILED
    }
}
