package dev.berth.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.engine.Containers;
import dev.berth.engine.Containers.Removal;
import dev.berth.engine.EngineFailure.InvalidSpec;
import dev.berth.engine.EngineFailure.NameTaken;
import dev.berth.engine.EngineFailure.NoSuchContainer;
import dev.berth.engine.EngineFailure.WrongState;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerSpec;
import dev.berth.engine.container.ContainerState;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.engine.container.ContainerSummary;
import dev.berth.engine.container.ContainerView;
import dev.berth.engine.container.LogQuery;
import dev.berth.engine.container.ResourceLimits;
import dev.berth.testkit.Eventually;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// The life of a container.
public interface ContainerContract {

    Duration GRACE = Duration.ofSeconds(30);

    EngineFixture on();

    private Containers containers() {
        return on().engine().containers();
    }

    @Test
    default void createsAContainerWithoutStartingIt() {
        ContainerSpec spec = on().act("wait").build();

        ContainerId container = containers().create(spec);

        ContainerView view = containers().inspect(container).orElseThrow();
        assertThat(view.name()).isEqualTo(spec.name());
        assertThat(view.image()).isEqualTo(spec.image());
        assertThat(view.imageId())
                .isEqualTo(on().engine()
                        .images()
                        .inspect(spec.image())
                        .orElseThrow()
                        .id());
        assertThat(view.labels()).containsAllEntriesOf(on().labels());
        assertThat(view.state()).isEqualTo(new ContainerState.Created(""));
    }

    @Test
    default void findsAContainerByItsWholeNameOnly() {
        ContainerSpec spec = on().act("wait").build();
        ContainerId container = containers().create(spec);

        assertThat(containers().inspect(spec.name())).map(ContainerView::id).contains(container);
        assertThat(containers().inspect(spec.name() + "x")).isEmpty();
        assertThat(containers().inspect(container.value().substring(0, 20))).isEmpty();
    }

    @Test
    default void listsContainersOfEveryState() {
        ContainerId created = on().created(on().act("wait"));
        ContainerId running = on().started(on().act("wait"));
        ContainerId paused = on().started(on().act("wait"));
        containers().pause(paused);
        ContainerId exited = on().ended(on().act("exit=0"));

        List<ContainerSummary> listed = containers().list(on().ours());

        assertThat(listed).extracting(ContainerSummary::id).containsExactlyInAnyOrder(created, running, paused, exited);
        assertThat(phaseOf(created, listed)).isEqualTo(Phase.CREATED);
        assertThat(phaseOf(running, listed)).isEqualTo(Phase.RUNNING);
        assertThat(phaseOf(paused, listed)).isEqualTo(Phase.PAUSED);
        assertThat(phaseOf(exited, listed)).isEqualTo(Phase.EXITED);
    }

    private static Phase phaseOf(ContainerId container, List<ContainerSummary> listed) {
        return listed.stream()
                .filter(summary -> summary.id().equals(container))
                .findFirst()
                .orElseThrow()
                .phase();
    }

    @Test
    default void listsOnlyWhatHasAllLabels() {
        on().created(on().act("wait"));

        assertThat(containers().list(on().ours().and("dev.berth.other"))).isEmpty();
    }

    @Test
    default void givesAContainerAnotherName() {
        ContainerSpec spec = on().act("wait").build();
        ContainerId container = on().started(on().act("wait"));
        String other = spec.name() + "-other";

        containers().rename(container, other);
        containers().rename(container, other);

        assertThat(containers().inspect(other)).map(ContainerView::id).contains(container);
        assertThat(containers().list(on().ours()))
                .extracting(ContainerSummary::name)
                .containsExactly(other);
    }

    @Test
    default void givesNoContainerANameThatAnotherHas() {
        ContainerSpec spec = on().act("wait").build();
        ContainerId holder = containers().create(spec);
        ContainerId other = on().created(on().act("wait"));

        assertThatThrownBy(() -> containers().rename(other, spec.name()))
                .isInstanceOfSatisfying(
                        NameTaken.class, taken -> assertThat(taken.holder()).isEqualTo(holder));
    }

    @Test
    default void tellsWhoHasAName() {
        ContainerSpec spec = on().act("wait").build();
        ContainerId holder = containers().create(spec);

        assertThatThrownBy(() -> containers().create(spec))
                .isInstanceOfSatisfying(
                        NameTaken.class, taken -> assertThat(taken.holder()).isEqualTo(holder));
    }

    @Test
    default void makesOneContainerOfTwentyParallelCreations() throws InterruptedException {
        ContainerSpec spec = on().act("wait").build();
        Callable<ContainerId> createOrFind = () -> {
            try {
                return containers().create(spec);
            } catch (NameTaken taken) {
                return taken.holder();
            }
        };

        Set<ContainerId> made = new HashSet<>(inParallel(20, createOrFind));

        assertThat(made).hasSize(1);
        assertThat(containers().list(on().ours()))
                .extracting(ContainerSummary::id)
                .containsExactlyElementsOf(made);
    }

    @Test
    default void startsOnceHoweverOftenItIsAsked() throws InterruptedException {
        ContainerId container = on().created(on().act("out=hello", "wait"));

        inParallel(5, () -> {
            containers().start(container);
            return true;
        });

        on().awaitLine(container, "hello");
        assertThat(on().state(container)).isInstanceOf(ContainerState.Running.class);
        assertThat(on().log(container, LogQuery.everything())).hasSize(1);
    }

    @Test
    default void tellsHowAContainerEnded() {
        ContainerId container = on().started(on().act("exit=3"));

        ContainerState.Exited exited = on().awaitEnd(container);

        assertThat(exited.exitCode()).isEqualTo(3);
        assertThat(exited.oomKilled()).isFalse();
        assertThat(exited.error()).isEmpty();
        assertThat(exited.finishedAt()).isAfterOrEqualTo(exited.startedAt());
    }

    @Test
    default void stopsWithTheStopSignal() {
        ContainerId container = on().started(on().act("out=ready", "wait"));
        on().awaitLine(container, "ready");

        containers().stop(container, GRACE);

        assertThat(on().state(container))
                .isInstanceOfSatisfying(
                        ContainerState.Exited.class,
                        exited -> assertThat(exited.exitCode()).isZero());
    }

    @Test
    default void killsWhatIgnoresTheStopSignal() {
        ContainerId container = on().started(on().act("out=ready", "deaf"));
        on().awaitLine(container, "ready");

        containers().stop(container, Duration.ofMillis(200));

        assertThat(on().state(container))
                .isInstanceOfSatisfying(
                        ContainerState.Exited.class,
                        exited -> assertThat(exited.exitCode()).isEqualTo(137));
    }

    @Test
    default void findsAStoppedContainerStopped() {
        ContainerId created = on().created(on().act("wait"));
        ContainerId ended = on().ended(on().act("exit=1"));

        containers().stop(created, GRACE);
        containers().stop(ended, GRACE);

        assertThat(on().state(created).phase()).isEqualTo(Phase.CREATED);
        assertThat(on().state(ended).phase()).isEqualTo(Phase.EXITED);
    }

    @Test
    default void startsAnEndedContainerAgain() {
        ContainerId container = on().started(on().act("exit=1"));
        ContainerState.Exited first = on().awaitEnd(container);

        containers().start(container);

        ContainerState.Exited second = Eventually.get(
                "it ends again",
                () -> Optional.of(on().awaitEnd(container))
                        .filter(exited -> exited.startedAt().isAfter(first.startedAt())));
        assertThat(second.exitCode()).isEqualTo(1);
    }

    @Test
    default void sendsSignals() {
        ContainerId container = on().started(on().act("out=ready", "wait"));
        on().awaitLine(container, "ready");

        containers().kill(container, "SIGHUP");
        assertThat(on().state(container).phase()).isEqualTo(Phase.RUNNING);
        containers().kill(container, "SIGKILL");
        assertThat(on().awaitEnd(container).exitCode()).isEqualTo(137);
        containers().kill(container, "SIGKILL");
    }

    @Test
    default void refusesASignalThatDoesNotExist() {
        ContainerId container = on().started(on().act("wait"));

        assertThatThrownBy(() -> containers().kill(container, "SIGNONSENSE")).isInstanceOf(InvalidSpec.class);
    }

    @Test
    default void pausesAndUnpauses() {
        ContainerId container = on().started(on().act("wait"));

        containers().pause(container);
        containers().pause(container);
        assertThat(on().state(container)).isInstanceOf(ContainerState.Paused.class);
        assertThatThrownBy(() -> containers().start(container))
                .isInstanceOfSatisfying(
                        WrongState.class, wrong -> assertThat(wrong.phase()).isEqualTo(Phase.PAUSED));
        containers().unpause(container);
        containers().unpause(container);
        assertThat(on().state(container)).isInstanceOf(ContainerState.Running.class);
    }

    @Test
    default void pausesOnlyWhatRuns() {
        ContainerId ended = on().ended(on().act("exit=0"));

        assertThatThrownBy(() -> containers().pause(ended))
                .isInstanceOfSatisfying(
                        WrongState.class, wrong -> assertThat(wrong.phase()).isEqualTo(Phase.EXITED));
        assertThatThrownBy(() -> containers().unpause(ended)).isInstanceOf(WrongState.class);
    }

    @Test
    default void stopsAPausedContainer() {
        ContainerId container = on().started(on().act("out=ready", "wait"));
        on().awaitLine(container, "ready");
        containers().pause(container);

        containers().stop(container, Duration.ofSeconds(2));

        assertThat(on().state(container).phase()).isEqualTo(Phase.EXITED);
    }

    @Test
    default void removesWhatRunsOnlyWhenForced() {
        ContainerId container = on().started(on().act("wait"));

        assertThatThrownBy(() -> containers().remove(container, Removal.STOPPED))
                .isInstanceOfSatisfying(
                        WrongState.class, wrong -> assertThat(wrong.phase()).isEqualTo(Phase.RUNNING));
        containers().remove(container, Removal.FORCED);

        assertThat(containers().inspect(container)).isEmpty();
    }

    @Test
    default void removesOnceHoweverOftenItIsAsked() throws InterruptedException {
        ContainerId container = on().started(on().act("wait"));

        inParallel(5, () -> {
            containers().remove(container, Removal.FORCED);
            return true;
        });
        containers().remove(container, Removal.STOPPED);

        assertThat(containers().inspect(container)).isEmpty();
    }

    @Test
    default void tellsThatAContainerDoesNotExist() {
        ContainerId none = new ContainerId("0".repeat(64));

        List<Runnable> operations = List.of(
                () -> containers().start(none),
                () -> containers().stop(none, GRACE),
                () -> containers().kill(none, "SIGTERM"),
                () -> containers().pause(none),
                () -> containers().unpause(none),
                () -> containers().stats(none),
                () -> containers().logs(none, LogQuery.everything()).close());

        assertThat(operations)
                .allSatisfy(operation -> assertThatThrownBy(operation::run).isInstanceOf(NoSuchContainer.class));
        assertThat(containers().inspect(none)).isEmpty();
    }

    @Test
    default void tellsThatTheMemoryWasUsedUp() {
        ContainerId container = on().started(on().act("eat").limits(new ResourceLimits(16L << 20, 0, 0)));

        ContainerState.Exited exited = on().awaitEnd(container);

        assertThat(exited.oomKilled()).isTrue();
        assertThat(exited.exitCode()).isEqualTo(137);
    }

    /// Runs a task several times at once.
    static <T> List<T> inParallel(int times, Callable<T> task) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(Collections.nCopies(times, task)).stream()
                    .map(ContainerContract::result)
                    .toList();
        }
    }

    private static <T> T result(Future<T> task) {
        try {
            return task.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError("a parallel call failed", e);
        }
    }
}
