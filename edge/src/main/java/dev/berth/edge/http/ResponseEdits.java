package dev.berth.edge.http;

/// What a rule changes in an answer's head before it goes to the client. Whatever it does not name goes on as it came.
///
/// @param removed headers, and trailers, that do not go on
/// @param added header lines put at the end
/// @param rewritten headers whose values are handed to the rewriter
public record ResponseEdits(HeaderNames removed, HeaderLines added, HeaderNames rewritten, Rewriter rewriter) {

    public static final ResponseEdits NONE =
            new ResponseEdits(HeaderNames.NONE, HeaderLines.none(), HeaderNames.NONE, (name, value) -> value);

    /// Gives the new value of one header. Called on the event loop.
    @FunctionalInterface
    public interface Rewriter {

        /// @return the value to send, which may be the one that came
        AsciiSlice rewrite(AsciiSlice name, AsciiSlice value);
    }
}
