package dev.berth.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.LogChunk;
import dev.berth.engine.container.LogChunk.Source;
import dev.berth.engine.container.LogQuery;
import dev.berth.engine.container.LogStream;
import dev.berth.testkit.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What containers wrote.
public interface LogContract {

    EngineFixture on();

    @Test
    default void tellsStandardOutputAndErrorApart() {
        ContainerId container = on().ended(on().act("count=40"));

        assertThat(on().lines(container, Source.STDOUT)).isEqualTo(numbers(1, 40));
        assertThat(on().lines(container, Source.STDERR)).isEqualTo(numbers(2, 40));
    }

    /// Every second number.
    private static List<String> numbers(int first, int last) {
        return IntStream.iterate(first, number -> number <= last, number -> number + 2)
                .mapToObj(Integer::toString)
                .toList();
    }

    @Test
    default void givesTheTailThatWasAskedFor() {
        ContainerId container = on().ended(on().act("count=40"));

        List<LogChunk> all = on().log(container, LogQuery.everything());
        List<LogChunk> tail = on().log(container, LogQuery.last(5));

        assertThat(texts(tail)).isEqualTo(texts(all.subList(35, 40)));
        assertThat(on().log(container, LogQuery.last(0))).isEmpty();
        assertThat(on().log(container, LogQuery.last(1_000))).hasSize(40);
    }

    @Test
    default void tellsWhenEachLineWasWritten() {
        Instant before = Instant.now().minus(Duration.ofSeconds(5));
        ContainerId container = on().ended(on().act("count=10"));

        assertThat(on().log(container, LogQuery.everything()))
                .extracting(LogChunk::at)
                .allSatisfy(at -> assertThat(at).isBetween(before, Instant.now().plus(Duration.ofSeconds(5))));
    }

    @Test
    default void givesWhatWasWrittenBetweenTwoTimes() {
        ContainerId container = on().ended(on().act("out=first", "out=second"));
        Instant firstRun = on().log(container, LogQuery.everything()).stream()
                .map(LogChunk::at)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Eventually.holds("time goes on", () -> Instant.now().isAfter(firstRun.plusMillis(20)));
        on().engine().containers().start(container);
        on().awaitEnd(container);
        Eventually.holds(
                "the second run is logged",
                () -> on().log(container, LogQuery.everything()).size() == 4);

        Instant between = firstRun.plusMillis(10);

        assertThat(texts(on().log(container, LogQuery.everything().from(between))))
                .containsExactly("first\n", "second\n");
        assertThat(on().log(container, LogQuery.everything().from(between)))
                .allSatisfy(chunk -> assertThat(chunk.at()).isAfterOrEqualTo(between));
        assertThat(on().log(container, LogQuery.everything().to(between)))
                .hasSize(2)
                .allSatisfy(chunk -> assertThat(chunk.at()).isBeforeOrEqualTo(between));
        assertThat(texts(on().log(container, LogQuery.last(1).from(between)))).containsExactly("second\n");
    }

    @Test
    default void followsUntilTheContainerEnds() {
        ContainerId container = on().started(on().act("out=ready", "wait"));
        on().awaitLine(container, "ready");

        try (LogStream stream =
                on().engine().containers().logs(container, LogQuery.everything().following())) {
            assertThat(stream.next()).map(LogChunk::text).contains("ready\n");
            on().engine().containers().stop(container, Duration.ofSeconds(30));
            assertThat(stream.next()).isEmpty();
            assertThat(stream.next()).isEmpty();
        }
    }

    @Test
    default void followsWhatIsWrittenLater() {
        ContainerId container = on().created(on().act("out=late", "wait"));
        List<String> seen = new ArrayList<>();
        on().engine().containers().start(container);

        try (LogStream stream =
                on().engine().containers().logs(container, LogQuery.everything().following())) {
            stream.next().map(LogChunk::text).ifPresent(seen::add);
        }

        assertThat(seen).containsExactly("late\n");
    }

    @Test
    default void endsAFollowerThatIsClosedWhileItWaits() {
        ContainerId container = on().started(on().act("out=ready", "wait"));
        LogStream stream =
                on().engine().containers().logs(container, LogQuery.everything().following());
        assertThat(stream.next()).isPresent();
        AtomicBoolean ended = new AtomicBoolean();
        AtomicBoolean waits = new AtomicBoolean();
        Thread follower = Thread.ofVirtual().start(() -> {
            waits.set(true);
            ended.set(stream.next().isEmpty());
        });
        Eventually.holds("the follower waits", () -> waits.get() && follower.getState() != Thread.State.RUNNABLE);

        stream.close();

        Eventually.holds("the follower ends", ended::get);
        assertThat(stream.next()).isEqualTo(Optional.empty());
    }

    private static List<String> texts(List<LogChunk> chunks) {
        return chunks.stream().map(LogChunk::text).toList();
    }
}
