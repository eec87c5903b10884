package dev.berth.journal.log;

import dev.berth.journal.JournalUnderTest;
import dev.berth.journal.KeepingContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SegmentJournalKeepingTest extends KeepingContract {

    @TempDir
    Path folder;

    @Override
    protected JournalUnderTest subject() {
        return new SegmentsUnderTest(folder);
    }
}
