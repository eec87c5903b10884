package dev.berth.journal.memory;

import dev.berth.journal.Journal;
import dev.berth.journal.JournalUnderTest;
import java.time.InstantSource;

/// The journal in memory, writing at once.
record MemoryUnderTest(MemoryDisk disk) implements JournalUnderTest {

    @Override
    public Journal open(InstantSource clock) {
        return MemoryJournal.writingAtOnce(disk, clock);
    }

    @Override
    public void catchUp(Journal journal) {
        // Lists show the disk.
    }

    @Override
    public long keptBodies(Journal journal) {
        return disk.bodies();
    }
}
