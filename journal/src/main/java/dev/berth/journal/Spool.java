package dev.berth.journal;

/// Takes a large body while it arrives. Blocks: for virtual threads. What is closed unfinished leaves nothing behind.
public interface Spool extends AutoCloseable {

    /// @throws JournalFailure when the disk takes no more
    void write(byte[] bytes, int from, int length);

    /// Returns when all of it is on the disk. Nothing may be written afterwards.
    ///
    /// @throws JournalFailure when the disk does not keep it
    Body.Spooled finish();

    @Override
    void close();
}
