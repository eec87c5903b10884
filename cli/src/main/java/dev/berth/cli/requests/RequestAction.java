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
    /// Open ones are given up.
    CANCEL,
    /// Ended ones go with their answers.
    FORGET,
    /// Open ones in a status are given up, ended ones forgotten.
    CLEAR
}
