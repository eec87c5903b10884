package dev.berth.edge.route;

/// How an exchange ended.
public enum Outcome {
    /// The answer was sent whole. It may have been an error of the agent's own.
    ANSWERED,
    /// The connection became a tunnel, which has ended.
    TUNNELLED,
    /// The answer was made here: an error, a redirect, a refusal.
    ANSWERED_HERE,
    /// The client left before the answer was whole.
    CLIENT_LEFT,
    /// No connection to the upstream could be made; no byte of the request was sent.
    UNREACHABLE,
    /// The upstream broke off, or sent what is no HTTP, before its answer began; the client got a 502.
    UPSTREAM_FAILED,
    /// The upstream broke off after its answer had begun; the client's connection was cut.
    BROKEN_OFF,
    /// The upstream did not answer in time; the client got a 504.
    TIMED_OUT,
    /// The request broke a rule or a limit after it had been forwarded.
    REQUEST_FAULTY,
    /// The recorder failed, so the last byte of the answer was not released.
    NOT_RECORDED
}
