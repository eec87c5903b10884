package dev.berth.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.Containers.Removal;
import dev.berth.engine.EngineEvent.Change;
import dev.berth.engine.EngineEvent.ContainerChanged;
import dev.berth.engine.EngineEvent.Gap;
import dev.berth.engine.EventSubscription;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ResourceLimits;
import dev.berth.testkit.Eventually;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What an engine tells by itself.
public interface EventContract {

    EngineFixture on();

    private EventRecorder record() {
        EventRecorder recorder = new EventRecorder(on().engine().events(on().ours(), Instant.now()));
        recorder.awaitGaps(1);
        return recorder;
    }

    @Test
    default void tellsFirstThatEverythingIsToBeLookedAt() {
        on().created(on().act("wait"));

        try (EventSubscription subscription = on().engine().events(on().ours(), Instant.EPOCH)) {
            assertThat(subscription.next().orElseThrow()).isInstanceOf(Gap.class);
        }
    }

    @Test
    default void tellsALifeInOrder() {
        try (EventRecorder recorder = record()) {
            ContainerId container = on().started(on().act("out=ready", "wait"));
            on().awaitLine(container, "ready");
            on().engine().containers().pause(container);
            on().engine().containers().unpause(container);
            on().engine().containers().stop(container, Duration.ofSeconds(30));
            on().engine().containers().remove(container, Removal.STOPPED);
            recorder.await(container, new Change.Removed());

            assertThat(recorder.changes(container))
                    .containsSubsequence(
                            new Change.Created(),
                            new Change.Started(),
                            new Change.Paused(),
                            new Change.Unpaused(),
                            new Change.Signalled(15),
                            new Change.Exited(0),
                            new Change.Removed())
                    .containsSubsequence(new Change.Signalled(15), new Change.Stopped(), new Change.Removed());
        }
    }

    @Test
    default void tellsAnEndThatNobodyAskedForFromAStop() {
        try (EventRecorder recorder = record()) {
            ContainerId container = on().started(on().act("exit=7"));
            recorder.await(container, new Change.Exited(7));
            on().engine().containers().remove(container, Removal.STOPPED);
            recorder.await(container, new Change.Removed());

            assertThat(recorder.changes(container))
                    .containsExactly(
                            new Change.Created(), new Change.Started(), new Change.Exited(7), new Change.Removed());
        }
    }

    @Test
    default void tellsThatTheMemoryOfAContainerWasUsedUp() {
        try (EventRecorder recorder = record()) {
            ContainerId container = on().started(on().act("eat").limits(new ResourceLimits(16L << 20, 0, 0)));

            recorder.await(container, new Change.MemoryUsedUp());
            recorder.await(container, new Change.Exited(137));
        }
    }

    @Test
    default void tellsOnlyOfContainersWithTheLabels() {
        try (EventRecorder others =
                        new EventRecorder(on().engine().events(on().ours().and("dev.berth.other"), Instant.now()));
                EventRecorder ours = record()) {
            others.awaitGaps(1);
            ContainerId container = on().created(on().act("wait"));
            ours.await(container, new Change.Created());

            assertThat(others.events()).hasOnlyElementsOfType(Gap.class);
        }
    }

    @Test
    default void carriesTheLabelsAndTheTime() {
        Instant before = Instant.now().minusSeconds(5);
        try (EventRecorder recorder = record()) {
            ContainerId container = on().created(on().act("wait"));
            recorder.await(container, new Change.Created());

            assertThat(recorder.events()).last().isInstanceOfSatisfying(ContainerChanged.class, event -> {
                assertThat(event.labels()).containsAllEntriesOf(on().labels());
                assertThat(event.at()).isBetween(before, Instant.now().plusSeconds(5));
            });
        }
    }

    @Test
    default void tellsAgainWhatHappenedSince() {
        Instant before = Instant.now().minusSeconds(1);
        ContainerId container = on().created(on().act("wait"));

        try (EventRecorder recorder = new EventRecorder(on().engine().events(on().ours(), before))) {
            recorder.await(container, new Change.Created());
        }
    }

    @Test
    default void endsWhenItIsClosedWhileItWaits() {
        EventSubscription subscription = on().engine().events(on().ours(), Instant.now());
        EventRecorder recorder = new EventRecorder(subscription);
        recorder.awaitGaps(1);

        subscription.close();

        Eventually.holds("the taker ends", recorder::hasEnded);
        assertThat(subscription.next()).isEmpty();
    }
}
