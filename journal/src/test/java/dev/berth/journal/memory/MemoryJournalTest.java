package dev.berth.journal.memory;

import dev.berth.journal.JournalContract;
import dev.berth.journal.JournalUnderTest;

class MemoryJournalTest extends JournalContract {

    private final MemoryDisk disk = new MemoryDisk();

    @Override
    protected JournalUnderTest subject() {
        return new MemoryUnderTest(disk);
    }
}
