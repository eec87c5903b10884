package dev.berth.edge.route;

/// A body is larger than is collected.
///
/// @param declared its length, or -1 when it is not known: it came in chunks
/// @param read bytes of it that were read so far, in their framing; 0 when the length was declared
public record Overflow(long declared, long read) {}
