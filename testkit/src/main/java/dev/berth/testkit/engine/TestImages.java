package dev.berth.testkit.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.engine.ImageImport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// Images made without a registry, from a statically linked busybox of this machine.
///
/// Their program `act` does what its words say, one after the other: `out=TEXT` and `err=TEXT` write a line,
/// `count=N` writes the numbers up to N, odd ones to standard output and even ones to standard error,
/// `exit=N` ends, `wait` runs until TERM and then ends with 0, `deaf` runs until it is killed, `burn` keeps a
/// core busy until TERM, `eat` takes memory without end, `astray` leaves a process behind that nothing ties to it. A
/// [FakeEngine] understands the same words.
public final class TestImages {

    private static final Path BUSYBOX = Path.of("/bin/busybox");
    private static final int PROGRAM = 0755;
    private static final int OPEN_FOLDER = 01777;

    private static final List<String> TOOLS = List.of(
            "sh",
            "cat",
            "chmod",
            "df",
            "dd",
            "echo",
            "env",
            "false",
            "head",
            "hostname",
            "httpd",
            "id",
            "kill",
            "ls",
            "mkdir",
            "mount",
            "nc",
            "nslookup",
            "printf",
            "ps",
            "rm",
            "seq",
            "sleep",
            "stat",
            "touch",
            "true",
            "wc",
            "yes");

    private static final String ACT = """
            #!/bin/sh
            # Does what its words say, one after the other.
            rest() { while :; do sleep 1000 & wait $!; done; }
            for word; do
              argument=${word#*=}
              case $word in
                out=*) echo "$argument" ;;
                err=*) echo "$argument" >&2 ;;
                count=*)
                  i=1
                  while [ $i -le $argument ]; do
                    if [ $((i % 2)) = 1 ]; then echo $i; else echo $i >&2; fi
                    i=$((i + 1))
                  done ;;
                exit=*) exit $argument ;;
                wait) trap 'exit 0' TERM; trap : HUP; rest ;;
                deaf) trap : TERM; rest ;;
                burn) trap 'exit 0' TERM; while :; do :; done ;;
                astray) (sleep 4242 &) ;;
                eat) x=0123456789abcdef; while :; do x=$x$x; done ;;
                *) echo "act does not know $word" >&2; exit 64 ;;
              esac
            done
            """;

    private TestImages() {}

    /// How the image with `act` is to be imported: it listens on port 8000, as far as it says, and waits.
    public static ImageImport act(String reference, String label) {
        return new ImageImport(
                reference, List.of("CMD [\"act\", \"wait\"]", "EXPOSE 8000", "LABEL " + label + "=act", "WORKDIR /"));
    }

    /// The root file system of the image with `act`.
    public static byte[] actRoot() {
        return root(List.of());
    }

    /// The same, with further files.
    static byte[] root(List<TarFile> more) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            folder(tar, "bin", PROGRAM);
            folder(tar, "etc", PROGRAM);
            folder(tar, "tmp", OPEN_FOLDER);
            file(tar, new TarFile("bin/busybox", busybox()), PROGRAM);
            for (String tool : TOOLS) {
                TarArchiveEntry link = new TarArchiveEntry("bin/" + tool, TarConstants.LF_SYMLINK);
                link.setLinkName("busybox");
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
            }
            file(tar, TarFile.of("bin/act", ACT), PROGRAM);
            file(tar, TarFile.of("etc/passwd", "root:x:0:0::/:/bin/sh\nagent:x:1000:1000::/:/bin/sh\n"), 0644);
            file(tar, TarFile.of("etc/group", "root:x:0:\nagent:x:1000:\n"), 0644);
            for (TarFile extra : more) {
                file(tar, extra, 0644);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// A tar with these files and no more.
    static byte[] tar(List<TarFile> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (TarFile file : files) {
                file(tar, file, 0644);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] busybox() throws IOException {
        if (!Files.isExecutable(BUSYBOX)) {
            throw new AssertionError("There is no " + BUSYBOX + ": apt-get install busybox-static");
        }
        return Files.readAllBytes(BUSYBOX);
    }

    private static void folder(TarArchiveOutputStream tar, String name, int mode) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name + "/");
        entry.setMode(mode);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private static void file(TarArchiveOutputStream tar, TarFile file, int mode) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(file.name());
        entry.setMode(mode);
        entry.setSize(file.content().length);
        tar.putArchiveEntry(entry);
        tar.write(file.content());
        tar.closeArchiveEntry();
    }

    /// A file of a root file system.
    static final class TarFile {

        private final String name;
        private final byte[] content;

        TarFile(String name, byte[] content) {
            this.name = name;
            this.content = content;
        }

        static TarFile of(String name, String text) {
            return new TarFile(name, text.getBytes(UTF_8));
        }

        String name() {
            return name;
        }

        byte[] content() {
            return content;
        }
    }
}
