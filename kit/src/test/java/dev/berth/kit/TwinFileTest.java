package dev.berth.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwinFileTest {

    @TempDir
    Path folder;

    private TwinFile file() {
        return new TwinFile(folder.resolve("file"));
    }

    private Path twin() {
        return folder.resolve("file.twin");
    }

    private String read() {
        return file().read().map(bytes -> new String(bytes, UTF_8)).orElse("nothing");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void isEmptyHandedBeforeTheFirstWrite() {
        assertThat(file().read()).isEmpty();
    }

    @Test
    void givesBackWhatWasWrittenLast() {
        TwinFile file = file();
        for (String content : List.of("first", "a longer second", "3", "", "x".repeat(10_000), "last")) {
            file.write(bytes(content));

            assertThat(read()).isEqualTo(content);
        }
    }

    @Test
    void goesOnWhereAFormerRunStopped() {
        for (int run = 0; run < 5; run++) {
            file().write(bytes("run " + run));

            assertThat(read()).isEqualTo("run " + run);
        }
    }

    @Test
    void keepsWhatWasWhereverAWriteStopped() throws IOException {
        TwinFile file = file();
        file.write(bytes("first"));
        file.write(bytes("second"));
        byte[] before = Files.readAllBytes(file.path());
        file.write(bytes("third, which is longer"));
        byte[] after = Files.readAllBytes(file.path());

        for (int cut = 0; cut < 100; cut++) {
            byte[] torn = before.clone();
            System.arraycopy(after, 0, torn, 0, cut);
            Files.write(file.path(), torn);

            boolean whole = Arrays.equals(torn, after);
            assertThat(read()).as("cut at " + cut).isEqualTo(whole ? "third, which is longer" : "second");
        }
    }

    @Test
    void writesOverWhatIsNotWhole() throws IOException {
        TwinFile file = file();
        file.write(bytes("first"));
        file.write(bytes("second"));
        Files.write(twin(), Arrays.copyOf(Files.readAllBytes(twin()), 66));
        assertThat(read()).isEqualTo("first");

        file().write(bytes("again"));

        assertThat(read()).isEqualTo("again");
        assertThat(Files.readString(file.path())).contains("first");
    }

    @Test
    void takesAFirstWriteThatACrashLeftForNone() throws IOException {
        Files.write(folder.resolve("file"), new byte[4096]);

        assertThat(read()).isEqualTo("nothing");
        file().write(bytes("now"));
        assertThat(read()).isEqualTo("now");
    }

    @Test
    void readsWhatADurableFileWrote() {
        new DurableFile(folder.resolve("file")).write(bytes("older"));

        assertThat(read()).isEqualTo("older");
        file().write(bytes("newer"));
        assertThat(read()).isEqualTo("newer");
    }

    @Test
    void keepsTheirLengthWhileContentsShrink() throws IOException {
        TwinFile file = file();
        file.write(bytes("x".repeat(9000)));
        file.write(bytes("y"));
        long length = Files.size(file.path());

        file.write(bytes("z"));

        assertThat(Files.size(file.path())).isEqualTo(length).isEqualTo(12_288);
        assertThat(Files.readString(file.path())).doesNotContain("x");
    }

    @Test
    void canBeReadByItsOwnerOnly() throws IOException {
        TwinFile file = file();
        file.write(new byte[] {1});
        file.write(new byte[] {2});

        for (Path each : List.of(file.path(), twin())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void saysWhichFileCouldNotBeWritten() {
        TwinFile file = new TwinFile(folder.resolve("no/such/folder/file"));

        assertThatThrownBy(() -> file.write(new byte[0]))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no/such/folder/file");
    }
}
