package dev.berth.cli.requests;

/// What `berth requests` does.
enum RequestAction {
    /// Those that are kept.
    LIST,
    /// All that is known of some.
    SHOW,
    /// The agent's answer to one.
    RESPONSE,
    /// New calls of ended ones.
    REPLAY,
    /// Waiting ones are cancelled, ended ones forgotten.
    CANCEL,
    /// The same for all in a status.
    CLEAR
}
