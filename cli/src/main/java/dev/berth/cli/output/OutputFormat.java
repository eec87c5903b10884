package dev.berth.cli.output;

/// What a command prints.
public enum OutputFormat {
    /// For people.
    TABLE,
    /// The server's own JSON, for programs.
    JSON,
    /// One name a line, for other commands.
    NAME
}
