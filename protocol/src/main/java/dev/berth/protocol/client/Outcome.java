package dev.berth.protocol.client;

/// What became of an operation within the time that it was given.
public sealed interface Outcome {

    /// It is done.
    record Done(String message) implements Outcome {}

    /// The server goes on with it.
    record UnderWay(String status, String reason) implements Outcome {}
}
