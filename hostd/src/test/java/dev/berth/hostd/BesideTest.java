package dev.berth.hostd;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.instance.ContainerId;
import dev.berth.domain.instance.EndReason;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.engine.container.ContainerSummary;
import dev.berth.hostd.samples.Orders;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.HostReport.Observation;
import dev.berth.testkit.Eventually;
import dev.berth.testkit.engine.FakeFaults.Operation;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two instances of an agent while an update overlaps, and what becomes of the older one.
class BesideTest {

    @TempDir
    Path folder;

    private final Orders first = Orders.of("hello").revision(1);
    private final Orders second = first.revision(2);
    private final Orders third = first.revision(3);
    private Site site;

    @BeforeEach
    void open() {
        site = Site.started(folder);
    }

    @AfterEach
    void close() {
        site.close();
    }

    /// An update that settled: instance 2 is in charge, instance 1 has ended beside it.
    private ContainerId settled() {
        site.bringUp(first.run(1));
        site.controlPlane.assign(new AssignedAgent.Overlap(first.run(1), second.run(2)));
        ContainerId container = site.controlPlane.awaitReady(second.run(2)).container();
        site.controlPlane.assign(new AssignedAgent.Overlap(first.stop(1), second.run(2)));
        site.controlPlane.awaitEnd(first.run(1));
        return container;
    }

    /// The engine does not remove the older one's container, and was asked to.
    private ContainerId refusedRemoval() {
        ContainerId container = settled();
        site.engine.faults().failAlways(Operation.REMOVE, new EngineFailure.Refused(500, "driver failed"));
        int before = site.engine.faults().calls(Operation.REMOVE);
        site.controlPlane.assign(second.run(2));
        Eventually.holds("a removal was tried", () -> site.engine.faults().calls(Operation.REMOVE) > before);
        return container;
    }

    @Test
    void theOneThatStaysIsStoppedThoughTheEngineKeepsTheOther() {
        refusedRemoval();

        site.controlPlane.assign(second.stop(2));

        assertThat(site.controlPlane.awaitEnd(second.run(2)).reason()).isEqualTo(new EndReason.Stopped());
    }

    @Test
    void theEndOfTheOneThatStaysIsSeenThoughTheEngineKeepsTheOther() {
        ContainerId container = refusedRemoval();

        site.engine.exit(Site.engineId(container), 3);

        assertThat(site.controlPlane.awaitEnd(second.run(2)).reason()).isInstanceOf(EndReason.Exited.class);
    }

    @Test
    void theOtherIsRemovedAsSoonAsTheEngineCan() {
        refusedRemoval();

        site.engine.faults().heal(Operation.REMOVE);

        site.awaitOneContainer(second);
    }

    /// The control plane accepts an update while the older one of the last ends, and never names the newer one alone.
    @Test
    void nothingIsLeftOfTheOneBeforeThoughTheNextUpdateFollowsAtOnce() {
        settled();

        site.controlPlane.assign(new AssignedAgent.Overlap(second.run(2), third.run(3)));
        site.controlPlane.awaitReady(third.run(3));

        Eventually.holds(
                "the one in charge has the usual name, and nothing is left of the one before",
                () -> names().equals(Set.of(usualName(), usualName() + "-3")));
        site.controlPlane.assign(new AssignedAgent.Overlap(second.run(2), third.stop(3)));
        site.awaitOneContainer(second);
        assertThat(site.controlPlane.state(second.run(2).id()).orElseThrow().live())
                .isTrue();
    }

    @Test
    void whatHasEndedAndIsNotNamedAnyMoreIsForgotten() {
        settled();
        for (int generation = 3; generation <= 5; generation++) {
            Orders next = first.revision(generation);
            site.controlPlane.assign(new AssignedAgent.Overlap(second.run(2), next.run(generation)));
            site.controlPlane.awaitReady(next.run(generation));
            site.controlPlane.assign(new AssignedAgent.Overlap(second.run(2), next.stop(generation)));
            site.controlPlane.awaitEnd(next.run(generation));
        }
        site.awaitOneContainer(second);

        site.stopHostd();
        site.startHostd();
        site.controlPlane.awaitConnects(2);

        assertThat(site.controlPlane.hellos().getLast().instances())
                .extracting(Observation::instance)
                .containsExactly(second.run(2).id(), first.run(5).id());
    }

    /// It goes over from the track of the newer one to that of the older one, while a step with it is under way.
    @Test
    void noTwoStepsAreTakenWithOneInstanceAtTheSameTime() {
        Orders other = Orders.of("other");
        site.bringUp(other.run(1));
        site.bringUp(first.run(1));
        site.engine.faults().hold(Operation.CREATE);
        site.controlPlane.assign(new AssignedAgent.Overlap(first.run(1), second.run(2)));
        Eventually.holds("it is being made", () -> site.engine.faults().waiting(Operation.CREATE) == 1);

        site.controlPlane.assign(new AssignedAgent.Overlap(second.run(2), third.run(3)));
        site.controlPlane.assign(other.stop(1));
        site.controlPlane.awaitEnd(other.run(1));
        int underWay = site.engine.faults().waiting(Operation.CREATE);
        site.engine.faults().release(Operation.CREATE);
        site.controlPlane.awaitReady(second.run(2));
        site.controlPlane.awaitReady(third.run(3));

        assertThat(underWay).isEqualTo(1);
        Eventually.holds("each has one container", () -> names().size() == 2);
    }

    /// Its control plane forgot that it lives: what is not named has to be over.
    @Test
    void theOlderOneIsStoppedWhenOnlyTheNewerOneIsNamedThoughThatHasEnded() {
        site.bringUp(first.run(1));
        site.controlPlane.assign(new AssignedAgent.Overlap(first.run(1), second.run(2)));
        ContainerId container = site.controlPlane.awaitReady(second.run(2)).container();
        site.engine.exit(Site.engineId(container), 3);
        site.controlPlane.awaitEnd(second.run(2));

        site.controlPlane.assign(second.run(2));

        Eventually.holds(
                "nothing of it runs",
                () -> site.containers(first.agent()).stream().noneMatch(each -> each.phase() == Phase.RUNNING));
    }

    private String usualName() {
        return "berth-" + first.slug() + "-" + first.agent();
    }

    private Set<String> names() {
        return site.containers(first.agent()).stream()
                .map(ContainerSummary::name)
                .collect(toSet());
    }
}
