package dev.berth.journal.log;

import dev.berth.journal.Bytes;
import dev.berth.journal.EntryId;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.sealing.FileCipher;
import dev.berth.journal.sealing.JournalKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The segments of a journal: files that are named by their number, in one folder.
final class SegmentFolder implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("(\\d{10})\\.log");

    private final Path folder;
    private final JournalKey key;
    private final Disk disk;
    private final Map<Long, Opened> opened = new ConcurrentHashMap<>();

    SegmentFolder(Path folder, JournalKey key, Disk disk) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.key = key;
        this.disk = disk;
    }

    /// A segment that can be read.
    private record Opened(FileChannel channel, SegmentHead head) {}

    /// The numbers of all segments, ascending.
    List<Long> numbers() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> NAME.matcher(file.getFileName().toString()))
                    .filter(name -> name.matches())
                    .map(name -> Long.valueOf(name.group(1)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("list " + folder, e);
        }
    }

    Path path(long number) {
        return folder.resolve("%010d.log".formatted(number));
    }

    long size(long number) {
        try {
            return Files.size(path(number));
        } catch (IOException _) {
            return 0;
        }
    }

    /// Makes a segment whose head is on the disk.
    ///
    /// @param previousEnd see [SegmentHead]
    /// @param roomBytes see [OpenSegment]
    OpenSegment create(long number, long previousEnd, long roomBytes) throws IOException {
        Files.deleteIfExists(path(number)); // a former try of this run that failed before anything was in it
        SegmentHead head =
                new SegmentHead(number, previousEnd, Bytes.of(JournalKey.randomBytes(JournalKey.SALT_BYTES)));
        Disk.File file = disk.create(path(number));
        try {
            file.write(head.toBytes(), 0);
            file.sync();
            return new OpenSegment(file, number, cipher(head), roomBytes);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /// The head of a segment; empty when its file does not begin with one.
    ///
    /// @throws JournalFailure when the file cannot be opened, or a newer version wrote it
    Optional<SegmentHead> head(long number) {
        return opened(number).map(Opened::head);
    }

    /// @throws Damaged when the record is not what was written, or is gone
    LogRecord read(EntryId entry, Location location) throws Damaged {
        Opened segment = opened(location.segment()).orElseThrow(() -> new Damaged(entry, null));
        ByteBuffer buffer = ByteBuffer.allocate(location.length());
        try {
            fill(segment.channel(), buffer, location.offset());
            Frame frame = buffer.remaining() < Frame.HEAD_BYTES
                    ? null
                    : Frame.at(buffer, 0).orElse(null);
            if (frame == null || !frame.entry().equals(entry) || frame.bytes() != location.length()) {
                throw new Damaged(entry, null);
            }
            return RecordCodec.decode(frame.type(), entry, frame.open(buffer, 0, cipher(segment.head())));
        } catch (IOException | FileCipher.Forged e) {
            throw new Damaged(entry, e);
        }
    }

    /// A record is not what was written, and never will be.
    static final class Damaged extends Exception {

        private static final long serialVersionUID = 1;

        Damaged(EntryId entry, @Nullable Throwable cause) {
            super("the record of entry " + entry + " is damaged", cause);
        }
    }

    /// Reads a segment from this offset to its end, or to where it counts.
    void scan(long number, long from, long limit, SegmentScan.Visitor visitor) throws IOException {
        Opened segment =
                opened(number).orElseThrow(() -> new IOException(path(number) + " does not begin as a segment"));
        new SegmentScan(segment.channel(), number, cipher(segment.head()), visitor)
                .run(
                        Math.max(from, SegmentHead.BYTES),
                        Math.min(limit, segment.channel().size()));
    }

    void delete(long number) throws IOException {
        Opened segment = opened.remove(number);
        if (segment != null) {
            segment.channel().close();
        }
        Files.deleteIfExists(path(number));
    }

    private FileCipher cipher(SegmentHead head) {
        return new FileCipher(key.fileKey(head.salt().array()));
    }

    /// Empty when its file is gone, or does not begin as a segment.
    private Optional<Opened> opened(long number) {
        return Optional.ofNullable(opened.computeIfAbsent(number, this::openForReading));
    }

    private @Nullable Opened openForReading(long number) {
        try {
            FileChannel channel = FileChannel.open(path(number), StandardOpenOption.READ);
            ByteBuffer bytes = ByteBuffer.allocate(SegmentHead.BYTES);
            fill(channel, bytes, 0);
            Optional<SegmentHead> head = SegmentHead.of(bytes);
            if (head.isEmpty() || head.get().number() != number) {
                channel.close();
                return null;
            }
            return new Opened(channel, head.get());
        } catch (NoSuchFileException _) {
            return null;
        } catch (IOException e) {
            throw new JournalFailure("read " + path(number), e);
        }
    }

    /// Reads until the buffer is full or the file ends; the buffer is ready to be read.
    static void fill(FileChannel channel, ByteBuffer buffer, long from) throws IOException {
        long at = from;
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, at);
            if (read < 0) {
                break;
            }
            at += read;
        }
        buffer.flip();
    }

    @Override
    public void close() throws IOException {
        for (Opened each : opened.values()) {
            each.channel().close();
        }
        opened.clear();
    }
}
