package dev.berth.journal;

/// An agent's answer, as it is to be kept.
///
/// @param head the answer's head as its bytes came, status line first
/// @param body what of it is kept
public record Answer(int status, Bytes head, Kept body) {

    /// What is kept of an answer's body.
    public sealed interface Kept {

        /// All of it.
        record Whole(Body body) implements Kept {}

        /// It was larger than the agent's limit, or than the room that the disk had for it.
        ///
        /// @param length how many bytes it had
        record TooLarge(long length) implements Kept {}
    }
}
