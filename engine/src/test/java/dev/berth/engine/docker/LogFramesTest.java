package dev.berth.engine.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.engine.container.LogChunk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LogFramesTest {

    private static final String TIME = "2026-11-21T10:14:52.694871996Z";

    @Test
    void takesSourceTimeAndBytesApart() throws IOException {
        List<LogChunk> chunks = read(new ByteArrayInputStream(frame(2, TIME + " oh no\n")));

        assertThat(chunks).singleElement().satisfies(chunk -> {
            assertThat(chunk.source()).isEqualTo(LogChunk.Source.STDERR);
            assertThat(chunk.at()).isEqualTo(Instant.parse(TIME));
            assertThat(chunk.text()).isEqualTo("oh no\n");
        });
    }

    @Test
    void keepsAnEmptyLine() throws IOException {
        assertThat(read(new ByteArrayInputStream(frame(1, TIME + " \n"))))
                .extracting(LogChunk::text)
                .containsExactly("\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void givesBackWhatWasWrittenHoweverItArrives(long seed) throws IOException {
        RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
        List<byte[]> written = new ArrayList<>();
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[random.nextInt(20_000)];
            random.nextBytes(bytes);
            written.add(bytes);
            wire.write(frame(1 + random.nextInt(2), (TIME + " ").getBytes(UTF_8), bytes));
        }

        List<LogChunk> chunks = read(new Dribble(wire.toByteArray(), random));

        assertThat(chunks).hasSameSizeAs(written);
        for (int i = 0; i < written.size(); i++) {
            assertThat(chunks.get(i).bytes()).isEqualTo(written.get(i));
        }
    }

    @Test
    void noticesAnEndInsideAFrame() {
        byte[] whole = frame(1, TIME + " hello\n");

        for (int cut = 1; cut < whole.length; cut++) {
            byte[] part = Arrays.copyOf(whole, cut);
            assertThatThrownBy(() -> read(new ByteArrayInputStream(part))).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void refusesWhatIsNoMultiplexedLog() {
        byte[] raw = "plain text of a terminal".getBytes(UTF_8);

        assertThatThrownBy(() -> read(new ByteArrayInputStream(raw))).isInstanceOf(IOException.class);
    }

    @Test
    void refusesAFrameThatWouldFillTheMemory() {
        byte[] head = ByteBuffer.allocate(8)
                .put((byte) 1)
                .putInt(4, Integer.MAX_VALUE)
                .array();

        assertThatThrownBy(() -> read(new ByteArrayInputStream(head)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("2147483647");
    }

    private static List<LogChunk> read(InputStream in) throws IOException {
        LogFrames frames = new LogFrames(in);
        List<LogChunk> chunks = new ArrayList<>();
        Optional<LogChunk> chunk = frames.next();
        while (chunk.isPresent()) {
            chunks.add(chunk.get());
            chunk = frames.next();
        }
        return chunks;
    }

    private static byte[] frame(int stream, String text) {
        return frame(stream, text.getBytes(UTF_8), new byte[0]);
    }

    private static byte[] frame(int stream, byte[] time, byte[] bytes) {
        return ByteBuffer.allocate(8 + time.length + bytes.length)
                .put((byte) stream)
                .putInt(4, time.length + bytes.length)
                .position(8)
                .put(time)
                .put(bytes)
                .array();
    }

    /// Gives a few bytes at a time, as a network may.
    private static final class Dribble extends InputStream {

        private final ByteArrayInputStream bytes;
        private final RandomGenerator random;

        private Dribble(byte[] bytes, RandomGenerator random) {
            this.bytes = new ByteArrayInputStream(bytes);
            this.random = random;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return bytes.read(target, offset, Math.min(length, 1 + random.nextInt(5_000)));
        }
    }
}
