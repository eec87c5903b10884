package dev.berth.testkit.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.LogBounds;
import dev.berth.engine.container.LogChunk;
import dev.berth.engine.container.LogChunk.Source;
import dev.berth.engine.container.LogQuery;
import dev.berth.engine.container.LogStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Logs as Docker keeps and sends them.
interface DockerLogContract {

    EngineFixture on();

    private ContainerId ended(String script) {
        return on().ended(on().act().command("sh", "-c", script));
    }

    private byte[] written(ContainerId container, Source source) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        on().log(container, LogQuery.everything()).stream()
                .filter(chunk -> chunk.source() == source)
                .forEach(chunk -> bytes.writeBytes(chunk.bytes()));
        return bytes.toByteArray();
    }

    @Test
    default void neverShowsTheFramesThatLogsComeIn() {
        // What is written looks like the head of a frame itself.
        ContainerId container =
                ended("printf '\\001\\000\\000\\000\\000\\000\\000\\005x\\002\\n'; printf 'y\\000z\\n' >&2");

        assertThat(written(container, Source.STDOUT)).isEqualTo(new byte[] {1, 0, 0, 0, 0, 0, 0, 5, 'x', 2, '\n'});
        assertThat(written(container, Source.STDERR)).isEqualTo("y\0z\n".getBytes(UTF_8));
    }

    @Test
    default void keepsTextOfEveryLanguageAndReplacesWhatIsNoText() {
        ContainerId container = ended("printf 'gr\\303\\274\\303\\237e \\360\\237\\232\\200 \\377\\376\\n'");

        assertThat(new String(written(container, Source.STDOUT), UTF_8)).isEqualTo("grüße 🚀 \uFFFD\uFFFD\n");
    }

    @Test
    default void givesAVeryLongLineInPartsAndWhole() {
        ContainerId container = ended("head -c 100000 /dev/zero | tr '\\000' a; echo; echo end");

        assertThat(new String(written(container, Source.STDOUT), UTF_8)).isEqualTo("a".repeat(100_000) + "\nend\n");
    }

    @Test
    default void leavesALastLineWithoutAnEndAsItIs() {
        ContainerId container = ended("printf 'no end'");

        assertThat(new String(written(container, Source.STDOUT), UTF_8)).isEqualTo("no end");
    }

    @Test
    default void keepsOnlyAsMuchAsItsBoundsSay() {
        ContainerId container = on().ended(on().act().command("seq", "20000").logBounds(new LogBounds(32 * 1024, 2)));

        List<LogChunk> kept = on().log(container, LogQuery.everything());

        assertThat(kept).hasSizeBetween(100, 2_000);
        assertThat(kept.getLast().text()).isEqualTo("20000\n");
    }

    @Test
    default void keepsUpWithAContainerThatWritesMuch() {
        ContainerId container = on().created(on().act().command("seq", "50000"));
        on().engine().containers().start(container);

        try (LogStream stream =
                on().engine().containers().logs(container, LogQuery.everything().following())) {
            int lines = 0;
            while (stream.next().isPresent()) {
                lines++;
            }

            assertThat(lines).isEqualTo(50_000);
        }
    }

    @Test
    default void letsAReaderTakeItsTimeAndLeave() {
        ContainerId container = on().started(on().act().command("yes"));

        try (LogStream stream =
                on().engine().containers().logs(container, LogQuery.last(0).following())) {
            assertThat(stream.next()).isPresent();
        }

        assertThat(on().engine().containers().inspect(container)).isPresent();
    }
}
