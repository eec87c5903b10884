package dev.berth.kit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A content that is always whole and often replaced, in two files that take turns: a write goes over the older one in
/// place, and a crash in the midst of it leaves the other. That costs one sync, where a [DurableFile] costs two and the
/// file system a new file.
///
/// Each file begins with a line of its own: `berth-twin 1 NUMBER LENGTH CRC-32C`. A first file without that line, as a
/// [DurableFile] wrote it, is read as it is. Their owner alone may read them. One thread writes.
public final class TwinFile {

    private static final int HEAD_BYTES = 64;
    private static final int BLOCK_BYTES = 4096;
    private static final Pattern HEAD = Pattern.compile("berth-twin 1 (\\d{19}) (\\d{10}) ([0-9a-f]{8}) *\n");
    private static final Set<StandardOpenOption> OVERWRITING =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

    private final Path first;
    private final Path second;
    private @Nullable Turn turn;

    /// @param path of the first file, in a folder that exists; the other is beside it
    public TwinFile(Path path) {
        this.first = path.toAbsolutePath();
        this.second = first.resolveSibling(path.getFileName() + ".twin");
    }

    public Path path() {
        return first;
    }

    /// What one of the files holds.
    ///
    /// @param number counts the writes; 0 for a file that is older than its twin's invention
    private record Version(Path path, long number, ByteBuffer content) {}

    /// What was written last; empty when nothing ever was.
    public Optional<byte[]> read() {
        return newest().map(last -> last.content().array());
    }

    /// Whose turn it is to be written over.
    private record Turn(Path target, long number) {

        Turn next(Path other) {
            return new Turn(other, number + 1);
        }
    }

    private Optional<Version> newest() {
        Optional<Version> one = version(first);
        Optional<Version> other = version(second);
        boolean otherIsNewer = other.isPresent()
                && (one.isEmpty() || other.get().number() > one.get().number());
        return otherIsNewer ? other : one;
    }

    /// Empty when the file is not there, or not whole.
    private static Optional<Version> version(Path path) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(path);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("read " + path, e);
        }
        if (!new String(bytes, 0, Math.min(bytes.length, 11), US_ASCII).equals("berth-twin ")) {
            boolean unwritten = bytes.length == 0 || bytes[0] == 0; // a crash during the first write
            return unwritten ? Optional.empty() : Optional.of(new Version(path, 0, ByteBuffer.wrap(bytes)));
        }
        Matcher head = HEAD.matcher(new String(bytes, 0, Math.min(bytes.length, HEAD_BYTES), US_ASCII));
        if (!head.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(head.group(1));
        long end = HEAD_BYTES + Long.parseLong(head.group(2));
        if (end > bytes.length) {
            return Optional.empty();
        }
        byte[] content = Arrays.copyOfRange(bytes, HEAD_BYTES, (int) end);
        return head(number, content).equals(head.group())
                ? Optional.of(new Version(path, number, ByteBuffer.wrap(content)))
                : Optional.empty();
    }

    private static String head(long number, byte[] content) {
        CRC32C sum = new CRC32C();
        sum.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
        sum.update(content);
        String line =
                String.format(Locale.ROOT, "berth-twin 1 %019d %010d %08x", number, content.length, sum.getValue());
        return "%-63s\n".formatted(line);
    }

    /// Returns when the new content is on the disk.
    public void write(byte[] content) {
        Turn now = turn == null ? firstTurn() : turn;
        try {
            boolean fresh = !Files.exists(now.target());
            overwrite(now, content);
            if (fresh) {
                DurableFile.syncFolder(first.resolveSibling(".").normalize());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("write " + now.target(), e);
        }
        turn = now.next(now.target().equals(first) ? second : first);
    }

    private Turn firstTurn() {
        return newest().map(last -> new Turn(last.path().equals(first) ? second : first, last.number() + 1))
                .orElse(new Turn(first, 1));
    }

    /// Whole blocks, and never fewer than before: a file that keeps its length is synced at half the cost.
    private static void overwrite(Turn turn, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                turn.target(),
                OVERWRITING,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            long length = HEAD_BYTES + (long) content.length;
            long blocks = Math.max(channel.size(), length + BLOCK_BYTES - 1) / BLOCK_BYTES;
            byte[] all = new byte[Math.toIntExact(Math.max(1, blocks) * BLOCK_BYTES)];
            Arrays.fill(all, (byte) '\n');
            System.arraycopy(head(turn.number(), content).getBytes(US_ASCII), 0, all, 0, HEAD_BYTES);
            System.arraycopy(content, 0, all, HEAD_BYTES, content.length);
            ByteBuffer rest = ByteBuffer.wrap(all);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(false);
        }
    }
}
