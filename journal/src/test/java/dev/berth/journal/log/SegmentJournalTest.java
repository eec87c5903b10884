package dev.berth.journal.log;

import dev.berth.journal.JournalContract;
import dev.berth.journal.JournalUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SegmentJournalTest extends JournalContract {

    @TempDir
    Path folder;

    @Override
    protected JournalUnderTest subject() {
        return new SegmentsUnderTest(folder);
    }
}
