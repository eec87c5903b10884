package dev.berth.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.engine.EngineEvent.Change;
import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.engine.EngineFailure.ImageUnavailable;
import dev.berth.engine.EngineFailure.MountMissing;
import dev.berth.engine.EngineFailure.NameTaken;
import dev.berth.engine.EngineFailure.PortTaken;
import dev.berth.engine.EngineFailure.Refused;
import dev.berth.engine.LabelSelector;
import dev.berth.engine.NetworkSpec;
import dev.berth.engine.PullPolicy;
import dev.berth.engine.PullProgress;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerSpec;
import dev.berth.engine.container.ContainerState;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.engine.container.LogChunk;
import dev.berth.engine.container.LogQuery;
import dev.berth.engine.container.LogStream;
import dev.berth.engine.container.Mount;
import dev.berth.engine.container.NetworkAttachment;
import dev.berth.engine.container.PublishedPort;
import dev.berth.testkit.Eventually;
import dev.berth.testkit.engine.FakeFaults.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What tests can make happen to a fake engine.
final class FakeFaultsTest {

    private static final LabelSelector OURS = LabelSelector.having("test");

    private final FakeEngine engine = new FakeEngine();

    FakeFaultsTest() {
        engine.haveImage("agent", 8_000);
    }

    private static ContainerSpec.Builder agent(String name) {
        return ContainerSpec.builder(name, "agent").labels(Map.of("test", "1"));
    }

    private ContainerId started(ContainerSpec.Builder spec) {
        ContainerId container = engine.containers().create(spec.build());
        engine.containers().start(container);
        return container;
    }

    private ContainerState state(ContainerId container) {
        return engine.containers().inspect(container).orElseThrow().state();
    }

    @Test
    void answersNothingWhileItIsDownAndItsContainersRunOn() {
        ContainerId container = started(agent("one"));

        engine.goDown();
        assertThatThrownBy(engine::info).isInstanceOf(EngineUnreachable.class);
        assertThatThrownBy(() -> engine.containers().inspect(container)).isInstanceOf(EngineUnreachable.class);
        engine.comeBack();

        assertThat(state(container).phase()).isEqualTo(Phase.RUNNING);
    }

    @Test
    void tellsAGapAfterItWasDown() {
        try (EventRecorder recorder = new EventRecorder(engine.events(OURS, Instant.now()))) {
            recorder.awaitGaps(1);
            ContainerId container = started(agent("one"));
            recorder.await(container, new Change.Started());

            engine.goDown();
            engine.exit(container, 1);
            engine.comeBack();

            recorder.awaitGaps(2);
            assertThat(recorder.changes(container)).doesNotContain(new Change.Exited(1));
        }
    }

    @Test
    void losesWhatRanWhenItRestarts() {
        ContainerId running = started(agent("one"));
        ContainerId paused = started(agent("two"));
        engine.containers().pause(paused);

        engine.restart();

        assertThat(state(running).phase()).isEqualTo(Phase.EXITED);
        assertThat(state(paused).phase()).isEqualTo(Phase.EXITED);
    }

    @Test
    void failsTheNextCallOnly() {
        engine.faults().failNext(Operation.START, new Refused(500, "no"));
        ContainerId container = engine.containers().create(agent("one").build());

        assertThatThrownBy(() -> engine.containers().start(container)).isInstanceOf(Refused.class);
        assertThat(state(container).phase()).isEqualTo(Phase.CREATED);
        engine.containers().start(container);

        assertThat(state(container).phase()).isEqualTo(Phase.RUNNING);
        assertThat(engine.faults().calls(Operation.START)).isEqualTo(2);
    }

    @Test
    void failsUntilItIsHealed() {
        engine.faults().failAlways(Operation.LIST, new Refused(500, "no"));

        assertThatThrownBy(() -> engine.containers().list(OURS)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> engine.containers().list(OURS)).isInstanceOf(Refused.class);
        engine.faults().heal(Operation.LIST);

        assertThat(engine.containers().list(OURS)).isEmpty();
    }

    @Test
    void doesWhatItWasAskedAlthoughItsAnswerIsLost() {
        engine.faults().loseNextAnswer(Operation.CREATE);

        assertThatThrownBy(() -> engine.containers().create(agent("one").build()))
                .isInstanceOf(EngineUnreachable.class);

        assertThat(engine.containers().inspect("one")).isPresent();
        assertThatThrownBy(() -> engine.containers().create(agent("one").build()))
                .isInstanceOf(NameTaken.class);
    }

    @Test
    void holdsCallsUntilTheyAreReleased() {
        engine.faults().hold(Operation.START);
        ContainerId container = engine.containers().create(agent("one").build());
        Thread starter = Thread.ofVirtual().start(() -> engine.containers().start(container));
        Eventually.holds("the start waits", () -> engine.faults().waiting(Operation.START) == 1);
        assertThat(state(container).phase()).isEqualTo(Phase.CREATED);

        engine.faults().release(Operation.START);

        Eventually.holds("the start is done", () -> !starter.isAlive());
        assertThat(state(container).phase()).isEqualTo(Phase.RUNNING);
    }

    @Test
    void endsContainersAsTheyEndByThemselves() {
        ContainerId failed = started(agent("one"));
        ContainerId greedy = started(agent("two"));

        engine.exit(failed, 3);
        engine.useUpMemory(greedy);

        assertThat(state(failed)).isInstanceOfSatisfying(ContainerState.Exited.class, exited -> {
            assertThat(exited.exitCode()).isEqualTo(3);
            assertThat(exited.oomKilled()).isFalse();
        });
        assertThat(state(greedy))
                .isInstanceOfSatisfying(
                        ContainerState.Exited.class,
                        exited -> assertThat(exited.oomKilled()).isTrue());
    }

    @Test
    void givesFollowersWhatAContainerWrites() {
        ContainerId container = started(agent("one"));
        try (LogStream stream =
                engine.containers().logs(container, LogQuery.everything().following())) {
            engine.write(container, LogChunk.Source.STDERR, "oh\n");

            assertThat(stream.next()).hasValueSatisfying(chunk -> {
                assertThat(chunk.text()).isEqualTo("oh\n");
                assertThat(chunk.source()).isEqualTo(LogChunk.Source.STDERR);
            });
            engine.exit(container, 0);
            assertThat(stream.next()).isEmpty();
        }
    }

    @Test
    void pullsWhatARegistryOffers() {
        engine.offerImage("registry.example/agent:2");
        List<PullProgress> steps = new ArrayList<>();

        engine.images().pull("registry.example/agent:2", PullPolicy.MISSING, steps::add);

        assertThat(steps).isNotEmpty();
        assertThat(engine.images().inspect("registry.example/agent:2")).isPresent();
        assertThatThrownBy(() -> engine.images().pull("registry.example/agent:3", PullPolicy.MISSING, _ -> {}))
                .isInstanceOf(ImageUnavailable.class);
    }

    @Test
    void knowsPortsThatOthersHold() {
        engine.networks().ensure(NetworkSpec.open("net", Map.of("dev.berth.test", "1")));
        engine.occupyPort(9_000);
        ContainerId container = engine.containers()
                .create(agent("one")
                        .network(new NetworkAttachment.Named("net", List.of()))
                        .ports(List.of(new PublishedPort(8_000, PublishedPort.LOOPBACK, 9_000)))
                        .build());

        assertThatThrownBy(() -> engine.containers().start(container)).isInstanceOf(PortTaken.class);
        engine.freePort(9_000);

        assertThatCode(() -> engine.containers().start(container)).doesNotThrowAnyException();
    }

    @Test
    void knowsFoldersThatAreMissing() {
        ContainerSpec spec = agent("one")
                .mounts(List.of(new Mount.Bind("/data", "/data", false)))
                .build();
        ContainerId container = engine.containers().create(spec);
        engine.loseFolder("/data");

        assertThatThrownBy(() -> engine.containers().start(container)).isInstanceOf(MountMissing.class);
        engine.makeFolder("/data");

        assertThatCode(() -> engine.containers().start(container)).doesNotThrowAnyException();
    }

    @Test
    void givesContainersTheAddressThatATestAnswersAt() {
        engine.networks().ensure(NetworkSpec.open("net", Map.of("dev.berth.test", "1")));
        engine.giveAddress("127.0.0.1");

        ContainerId container = started(agent("one").network(new NetworkAttachment.Named("net", List.of())));

        assertThat(engine.containers().inspect(container).orElseThrow().addresses())
                .containsExactly(Map.entry("net", "127.0.0.1"));
        engine.containers().stop(container, Duration.ofSeconds(1));
    }
}
