package dev.berth.journal;

import java.time.InstantSource;

/// A kind of journal as its contracts see it.
public interface JournalUnderTest {

    /// The journal of this test; opened again, the same one.
    Journal open(InstantSource clock);

    /// Returns when lists show all that happened.
    void catchUp(Journal journal);

    /// How many large bodies it holds.
    long keptBodies(Journal journal);
}
