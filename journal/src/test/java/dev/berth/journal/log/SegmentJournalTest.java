package dev.berth.journal.log;

import dev.berth.journal.Journal;
import dev.berth.journal.JournalContract;
import dev.berth.kit.SecretBox;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SegmentJournalTest extends JournalContract {

    @TempDir
    Path folder;

    @Override
    protected Journal open() {
        try {
            SecretBox box = SecretBox.withKeyFile(folder.resolve("secret.key"));
            return SegmentJournal.open(folder.resolve("journal"), box, LogSettings.DEFAULTS, clock);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected void catchUp(Journal journal) {
        ((SegmentJournal) journal).index();
    }
}
