package dev.berth.journal.memory;

import dev.berth.journal.JournalUnderTest;
import dev.berth.journal.KeepingContract;

class MemoryJournalKeepingTest extends KeepingContract {

    private final MemoryDisk disk = new MemoryDisk();

    @Override
    protected JournalUnderTest subject() {
        return new MemoryUnderTest(disk);
    }
}
