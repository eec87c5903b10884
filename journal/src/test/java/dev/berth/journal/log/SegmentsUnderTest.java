package dev.berth.journal.log;

import dev.berth.journal.Journal;
import dev.berth.journal.JournalUnderTest;
import dev.berth.kit.SecretBox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/// The journal in a folder.
record SegmentsUnderTest(Path folder) implements JournalUnderTest {

    @Override
    public Journal open(InstantSource clock) {
        try {
            SecretBox box = SecretBox.withKeyFile(folder.resolve("secret.key"));
            return SegmentJournal.open(folder.resolve("journal"), box, LogSettings.DEFAULTS, clock);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void catchUp(Journal journal) {
        ((SegmentJournal) journal).index();
    }

    @Override
    public long keptBodies(Journal journal) {
        return JournalFolder.files(folder.resolve("journal/bodies")).size();
    }
}
