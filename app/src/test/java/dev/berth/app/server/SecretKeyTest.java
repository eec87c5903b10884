package dev.berth.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.cli.shell.CommandFailure;
import dev.berth.journal.sealing.JournalKey;
import dev.berth.kit.SecretBox;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretKeyTest {

    @TempDir
    Path folder;

    private String journalOfAnotherKey() throws IOException {
        return JournalKey.fresh(SecretBox.withKeyFile(folder.resolve("other.key")));
    }

    @Test
    void takesAKeyBackThatItMadeWhenTheJournalBelongsToAnother() throws IOException {
        String journal = journalOfAnotherKey();
        SecretKey made = SecretKey.in(folder.resolve("secret.key"));

        assertThatThrownBy(() -> made.reading(() -> JournalKey.open(journal, made.box())))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("it is missing, and the journal holds calls that it encrypted");

        assertThat(folder.resolve("secret.key")).doesNotExist();
    }

    @Test
    void leavesAKeyThatWasThereWhenTheJournalBelongsToAnother() throws IOException {
        String journal = journalOfAnotherKey();
        SecretKey.in(folder.resolve("secret.key"));
        SecretKey found = SecretKey.in(folder.resolve("secret.key"));

        assertThatThrownBy(() -> found.reading(() -> JournalKey.open(journal, found.box())))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("the journal holds calls that another key encrypted");

        assertThat(folder.resolve("secret.key")).exists();
    }
}
