package dev.berth.journal;

import java.io.IOException;
import java.io.InputStream;

/// What the journal gives back.
public sealed interface Stored {

    /// @param head as its bytes came
    /// @param body to be closed by the reader; a damaged one ends with an exception, never early
    record Call(Bytes head, long bodyLength, InputStream body) implements Stored {

        /// Closes the body, which nobody reads.
        Bytes headAlone() {
            try (body) {
                return head;
            } catch (IOException e) {
                throw new JournalFailure("close a call's body", e);
            }
        }
    }

    /// @param head as its bytes came
    /// @param kept whether the body is there; one too large to keep is not
    /// @param bodyLength how many bytes the answer's body had
    record Response(int status, Bytes head, boolean kept, long bodyLength, InputStream body) implements Stored {}
}
