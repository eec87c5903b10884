package dev.berth.journal.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.journal.JournalFailure;
import dev.berth.kit.SecretBox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is owed, over a real file.
class CallbackOutboxTest extends CallbackOutboxContract {

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("callbacks.db");
    }

    @Override
    protected SecretBox box() throws IOException {
        return SecretBox.withKeyFile(folder.resolve("key"));
    }

    @Override
    protected CallbackOutbox opened() throws IOException {
        return CallbackOutbox.open(file(), box());
    }

    @Test
    void writesNoAddressThatCanBeRead() throws IOException {
        owe(ONE, "example.org:443");
        outbox.close();

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files)
                    .allSatisfy(each -> assertThat(Files.readString(each, StandardCharsets.ISO_8859_1))
                            .doesNotContain("very-secret")
                            .doesNotContain("example.org"));
        }
        outbox = opened();
    }

    @Test
    void refusesWhatANewerVersionWrote() throws Exception {
        outbox.close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }

        assertThatThrownBy(this::opened).isInstanceOf(JournalFailure.class).hasMessageContaining("newer");

        Files.delete(file());
        outbox = opened();
    }
}
