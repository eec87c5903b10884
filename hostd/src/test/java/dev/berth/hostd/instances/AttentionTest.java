package dev.berth.hostd.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.instance.ContainerId;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.Reach;
import dev.berth.engine.EngineEvent.Change;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.engine.container.ContainerSummary;
import dev.berth.hostd.samples.Orders;
import dev.berth.protocol.link.InstanceOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AttentionTest {

    private static final ContainerId CONTAINER = new ContainerId("c".repeat(64));
    private static final InstanceOrder RUN = Orders.of("hello").run(1);
    private static final InstanceOrder STOP = Orders.of("hello").stop(1);
    private static final InstanceOrder SLEEP = Orders.of("hello").hibernate(1, Hibernation.FREEZE);
    private static final InstanceState PLACED = new InstanceState.Placed("");
    private static final InstanceState PREPARED = new InstanceState.Prepared(CONTAINER);
    private static final InstanceState STARTING = running(Readiness.STARTING);
    private static final InstanceState READY = running(Readiness.READY);
    private static final InstanceState PAUSED = running(Readiness.PAUSED);
    private static final InstanceState ENDED = new InstanceState.Ended(new EndReason.Stopped(), Instant.EPOCH);

    private static InstanceState running(Readiness readiness) {
        return new InstanceState.Running(CONTAINER, new Reach.Nowhere(""), readiness, Instant.EPOCH);
    }

    private static List<ContainerSummary> seen(Phase phase) {
        return List.of(new ContainerSummary(
                new dev.berth.engine.container.ContainerId(CONTAINER.value()),
                "name",
                Orders.IMAGE,
                Map.of(),
                phase,
                Instant.EPOCH));
    }

    private static List<ContainerSummary> anotherThatRuns() {
        return List.of(new ContainerSummary(
                new dev.berth.engine.container.ContainerId("d".repeat(64)),
                "name",
                Orders.IMAGE,
                Map.of(),
                Phase.RUNNING,
                Instant.EPOCH));
    }

    static Stream<Arguments> looks() {
        return Stream.of(
                arguments(RUN, PLACED, List.of(), true),
                arguments(RUN, PREPARED, seen(Phase.CREATED), true),
                arguments(RUN, STARTING, seen(Phase.RUNNING), false),
                arguments(RUN, READY, seen(Phase.RUNNING), false),
                arguments(RUN, READY, seen(Phase.EXITED), true),
                arguments(RUN, READY, seen(Phase.PAUSED), true),
                arguments(RUN, READY, List.of(), true),
                arguments(RUN, READY, anotherThatRuns(), true),
                arguments(RUN, PAUSED, seen(Phase.PAUSED), false),
                arguments(RUN, PAUSED, seen(Phase.RUNNING), true),
                arguments(RUN, ENDED, seen(Phase.EXITED), false),
                arguments(RUN, ENDED, seen(Phase.RUNNING), true),
                arguments(RUN, ENDED, seen(Phase.PAUSED), false),
                arguments(STOP, READY, seen(Phase.RUNNING), true),
                arguments(STOP, PLACED, List.of(), true),
                arguments(STOP, ENDED, seen(Phase.PAUSED), true),
                arguments(STOP, ENDED, seen(Phase.EXITED), false),
                arguments(STOP, ENDED, List.of(), false),
                arguments(SLEEP, READY, seen(Phase.RUNNING), true),
                arguments(SLEEP, ENDED, seen(Phase.PAUSED), false),
                arguments(SLEEP, ENDED, seen(Phase.RUNNING), true));
    }

    @ParameterizedTest
    @MethodSource("looks")
    void isDueWhenSomethingIsToBeDoneOrNotAsKnown(
            InstanceOrder order, InstanceState state, List<ContainerSummary> containers, boolean due) {
        assertThat(Attention.isDue(order, state, containers)).isEqualTo(due);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                arguments(new Change.Created(), PLACED, false),
                arguments(new Change.Started(), PREPARED, false),
                arguments(new Change.Started(), READY, false),
                arguments(new Change.Started(), ENDED, true),
                arguments(new Change.Unpaused(), PAUSED, true),
                arguments(new Change.Unpaused(), READY, false),
                arguments(new Change.Unpaused(), ENDED, true),
                arguments(new Change.Paused(), READY, true),
                arguments(new Change.Paused(), ENDED, false),
                arguments(new Change.Exited(1), READY, true),
                arguments(new Change.Exited(1), STARTING, true),
                arguments(new Change.Exited(1), ENDED, false),
                arguments(new Change.Removed(), READY, true),
                arguments(new Change.Removed(), PREPARED, true),
                arguments(new Change.Removed(), ENDED, false),
                arguments(new Change.Signalled(15), READY, false),
                arguments(new Change.MemoryUsedUp(), READY, false));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void isNewsWhatDoesNotFollowFromWhatIsKnown(Change change, InstanceState state, boolean news) {
        assertThat(Attention.isNews(change, state)).isEqualTo(news);
    }
}
