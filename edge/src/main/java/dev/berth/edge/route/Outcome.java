package dev.berth.edge.route;

/// How an exchange ended.
public enum Outcome {
    /// The answer was sent whole, or, without its client, read and recorded whole. It may have been an error of the
    /// agent's own.
    ANSWERED,
    /// The connection became a tunnel, which has ended.
    TUNNELLED,
    /// The answer was made here, or stored here: an error, a redirect, a refusal, a replay.
    ANSWERED_HERE,
    /// The client left before the answer was whole, or this server was closed. Also for what was decided for a client
    /// that had left.
    CLIENT_LEFT,
    /// No connection to the upstream could be made, or this server makes none any more; no byte of the request was
    /// sent.
    UNREACHABLE,
    /// The upstream broke off, or sent what is no HTTP, before its answer began. The client got a 502,
    /// unless something else was decided.
    UPSTREAM_FAILED,
    /// The upstream, or the store of a replayed answer, broke off after the answer had begun; the client's connection
    /// was cut.
    BROKEN_OFF,
    /// The upstream did not answer in time. The client got a 504, unless something else was decided.
    TIMED_OUT,
    /// The request broke a rule or a limit after it had been forwarded, or what was stored of it is damaged.
    REQUEST_FAULTY,
    /// The recorder failed, so the last byte of the answer was not released.
    NOT_RECORDED
}
