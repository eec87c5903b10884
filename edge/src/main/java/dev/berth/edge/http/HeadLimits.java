package dev.berth.edge.http;

/// How large a head may be.
///
/// @param headBytes the whole head with its line ends, also the trailers of one body
/// @param startLineBytes the request line or status line
/// @param fields header lines
public record HeadLimits(int headBytes, int startLineBytes, int fields) {

    public HeadLimits {
        if (headBytes < 64 || startLineBytes < 16 || startLineBytes > headBytes || fields < 1) {
            throw new IllegalArgumentException("head limits too small or contradictory");
        }
    }
}
