package dev.berth.edge.route;

import java.io.IOException;

/// Where a body that is too large for memory is put while it arrives.
///
/// All methods are called by one thread at a time, a virtual one, and may block. A failure ends the request: the client
/// is told that its call could not be stored.
public interface BodySpool extends AutoCloseable {

    /// Takes a part of the body, in its framing. The array is lent for the call.
    void write(byte[] bytes, int from, int length) throws IOException;

    /// Nothing more comes. Called once at most.
    ///
    /// @return everything that was written, safe on the disk by now
    BodySource finish() throws IOException;

    /// Nobody wants the body: nothing is left of it, whether it was finished or not. Called once, unless the source
    /// was handed to whoever decides about a body that is whole, who owns it from then on.
    @Override
    void close() throws IOException;
}
