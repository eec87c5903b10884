package dev.berth.journal.log;

import static dev.berth.journal.Offers.FIRST_RUN;
import static dev.berth.journal.Offers.answer;
import static dev.berth.journal.Offers.keyed;
import static dev.berth.journal.Offers.now;
import static dev.berth.journal.Offers.taken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.journal.Entry;
import dev.berth.journal.JournalFailure;
import dev.berth.kit.SecretBox;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may open a journal, and how little its files tell to anybody else.
class AccessTest {

    @TempDir
    Path root;

    @Test
    void putsNothingOnTheDiskThatCanBeRead() throws IOException {
        JournalFolder folder = new JournalFolder(root);
        try (SegmentJournal journal = folder.open()) {
            Entry entry = taken(journal, keyed("ann", "my-key", "my body is private"));
            now(journal.lease(entry.id(), FIRST_RUN));
            now(journal.complete(entry.id(), answer("the answer is private too")));
        }

        for (Path file : JournalFolder.files(folder.path())) {
            String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            assertThat(content).doesNotContain("private", "my-key", "secret=plain", "/orders");
        }
    }

    @Test
    void keepsASecondServerOut() {
        JournalFolder folder = new JournalFolder(root);
        try (SegmentJournal journal = folder.open()) {
            assertThat(journal.open()).isEmpty();
            assertThatThrownBy(folder::open)
                    .isInstanceOf(JournalFailure.class)
                    .hasMessageContaining("another Berth server");
        }
        folder.open().close();
    }

    @Test
    void refusesAJournalThatAnotherKeyClosed() throws IOException {
        JournalFolder folder = new JournalFolder(root);
        folder.open().close();
        SecretBox other = SecretBox.withKeyFile(root.resolve("other.key"));

        assertThatThrownBy(() -> SegmentJournal.open(folder.path(), other, LogSettings.DEFAULTS, folder.clock))
                .isInstanceOf(JournalFailure.class)
                .hasMessageContaining("another secret key");
        folder.open().close();
    }

    @Test
    void refusesAJournalOfANewerVersion() throws IOException {
        JournalFolder folder = new JournalFolder(root);
        folder.open().close();
        Path segment = folder.segments().getFirst();
        ByteBuffer head = ByteBuffer.wrap(Files.readAllBytes(segment));
        head.putInt(8, 99);
        CRC32C sum = new CRC32C();
        sum.update(head.array(), 0, 44);
        head.putInt(44, (int) sum.getValue());
        Files.write(segment, head.array());

        assertThatThrownBy(folder::open).isInstanceOf(JournalFailure.class).hasMessageContaining("newer Berth");
    }
}
