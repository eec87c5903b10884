package dev.berth.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {

    @TempDir
    Path folder;

    @Test
    void isEmptyHandedBeforeTheFirstWrite() {
        assertThat(new DurableFile(folder.resolve("file")).read()).isEmpty();
    }

    @Test
    void givesBackWhatWasWrittenLast() {
        DurableFile file = new DurableFile(folder.resolve("file"));

        file.write("a longer text".getBytes(UTF_8));
        file.write("short".getBytes(UTF_8));

        assertThat(file.read()).hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo("short".getBytes(UTF_8)));
    }

    @Test
    void canBeReadByItsOwnerOnly() throws IOException {
        DurableFile file = new DurableFile(folder.resolve("file"));

        file.write(new byte[] {1});

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
    }

    @Test
    void aDraftThatACrashLeftBehindIsNotTheFile() throws IOException {
        DurableFile file = new DurableFile(folder.resolve("file"));
        file.write("whole".getBytes(UTF_8));
        Files.writeString(folder.resolve("file.new"), "ha");

        assertThat(file.read()).hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo("whole".getBytes(UTF_8)));
        file.write("next".getBytes(UTF_8));
        assertThat(file.read()).hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo("next".getBytes(UTF_8)));
    }

    @Test
    void saysWhichFileCouldNotBeWritten() {
        DurableFile file = new DurableFile(folder.resolve("no/such/folder/file"));

        assertThatThrownBy(() -> file.write(new byte[0]))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no/such/folder/file");
    }
}
