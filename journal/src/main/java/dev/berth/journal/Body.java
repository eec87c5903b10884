package dev.berth.journal;

/// The bytes of a call's or an answer's body, on their way into the journal.
public sealed interface Body {

    /// No body.
    Body EMPTY = new Inline(Bytes.EMPTY);

    /// How many bytes it has.
    long length();

    /// A small body, kept beside its head.
    record Inline(Bytes bytes) implements Body {

        @Override
        public long length() {
            return bytes.length();
        }
    }

    /// A large body, on the disk already.
    ///
    /// @param name as the journal's [Spool] gave it
    record Spooled(String name, long length) implements Body {}
}
