package dev.berth.edge.http;

/// How the end of a message's body is found (RFC 9112, 6.3).
public sealed interface BodyFraming {

    /// There is no body.
    record None() implements BodyFraming {}

    record Length(long bytes) implements BodyFraming {}

    record Chunked() implements BodyFraming {}

    /// Only answers can have it: the body ends with the connection.
    record UntilClose() implements BodyFraming {}

    static BodyFraming length(long bytes) {
        return bytes == 0 ? new None() : new Length(bytes);
    }

    default boolean isEmpty() {
        return this instanceof None;
    }
}
