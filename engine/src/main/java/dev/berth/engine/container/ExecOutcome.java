package dev.berth.engine.container;

/// What became of a command in a container.
public sealed interface ExecOutcome {

    /// It ended. A program that the container does not have, or may not execute, ends with 126 or 127.
    ///
    /// @param output the first 4096 bytes of what it wrote, as text
    record Ended(int exitCode, String output) implements ExecOutcome {}

    /// It had not ended when its time was up, and was killed.
    record Killed() implements ExecOutcome {}

    /// It had not ended when its time was up, and nothing here could kill it: it runs on until it or its container
    /// ends.
    record RunsOn(ExecId exec) implements ExecOutcome {}
}
