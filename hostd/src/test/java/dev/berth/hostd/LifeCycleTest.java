package dev.berth.hostd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.Mount;
import dev.berth.domain.agent.Program.PullPolicy;
import dev.berth.domain.instance.ContainerId;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceState.Ended;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.domain.instance.Reach;
import dev.berth.engine.VolumeSpec;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.hostd.samples.Orders;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.Assignment;
import dev.berth.protocol.link.HostReport;
import dev.berth.testkit.Eventually;
import dev.berth.testkit.engine.FakeFaults.Operation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An instance from nothing to gone, and what each new order makes of it.
class LifeCycleTest {

    @TempDir
    Path folder;

    private Site site;

    @BeforeEach
    void open() {
        site = Site.started(folder);
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void bringsAnInstanceFromNothingToReadyToStoppedToGone() {
        Orders agent = Orders.of("hello");

        ContainerId container = site.bringUp(agent.run(1));
        site.controlPlane.assign(agent.stop(1));
        Ended ended = site.controlPlane.awaitEnd(agent.run(1));
        site.controlPlane.assign(new AssignedAgent.Discard(agent.agent(), false));
        site.controlPlane.awaitReport(
                HostReport.Discarded.class, gone -> gone.agent().equals(agent.agent()));

        assertThat(container.value()).hasSize(64);
        assertThat(ended.reason()).isEqualTo(new EndReason.Stopped());
        assertThat(site.containers()).isEmpty();
        assertThat(site.controlPlane.steps(agent.run(1).id())).contains("ready", "container stopped");
    }

    @Test
    void restartWithinARevisionKeepsTheContainer() {
        Orders agent = Orders.of("hello");
        ContainerId first = site.bringUp(agent.run(1));
        site.controlPlane.assign(agent.stop(1));
        site.controlPlane.awaitEnd(agent.run(1));

        ContainerId second = site.bringUp(agent.run(2));

        assertThat(second).isEqualTo(first);
        assertThat(site.phase(agent.agent())).isEqualTo(Phase.RUNNING);
    }

    @Test
    void aNewRevisionGetsANewContainerAndTheOldOneGoes() {
        Orders agent = Orders.of("hello");
        ContainerId first = site.bringUp(agent.run(1));
        site.controlPlane.assign(agent.stop(1));
        site.controlPlane.awaitEnd(agent.run(1));

        ContainerId second = site.bringUp(agent.revision(2).run(2));

        assertThat(second).isNotEqualTo(first);
        assertThat(site.containers(agent.agent())).hasSize(1);
    }

    @Test
    void aHigherGenerationStopsTheRunOfALowerOneBeforeItStarts() {
        Orders agent = Orders.of("hello");
        site.bringUp(agent.run(1));
        int stopsBefore = site.engine.faults().calls(Operation.STOP);

        site.bringUp(agent.run(2));

        assertThat(site.engine.faults().calls(Operation.STOP)).isEqualTo(stopsBefore + 1);
        assertThat(site.containers(agent.agent())).hasSize(1);
    }

    @Test
    void aLowerGenerationIsNeverStartedAgain() {
        Orders agent = Orders.of("hello");
        site.bringUp(agent.run(5));
        int startsBefore = site.engine.faults().calls(Operation.START);

        site.controlPlane.assign(agent.run(4));
        site.controlPlane.assign(Orders.of("other").run(1));
        site.controlPlane.awaitReady(Orders.of("other").run(1));

        assertThat(site.engine.faults().calls(Operation.START)).isEqualTo(startsBefore + 1);
        assertThat(site.controlPlane.state(agent.run(4).id())).isEmpty();
    }

    @Test
    void anOlderAssignmentIsIgnored() {
        Orders agent = Orders.of("hello");
        site.bringUp(agent.run(1));

        site.controlPlane.say(new Assignment.Change(1, List.of(new AssignedAgent.Instance(agent.stop(1))), List.of()));
        site.bringUp(Orders.of("other").run(1));

        assertThat(site.phase(agent.agent())).isEqualTo(Phase.RUNNING);
    }

    @Test
    void freezesAndThawsAnAgentInItsContainer() {
        Orders agent = Orders.of("hello");
        ContainerId first = site.bringUp(agent.run(1));

        site.controlPlane.assign(agent.hibernate(1, Hibernation.FREEZE));
        Ended frozen = site.controlPlane.awaitEnd(agent.run(1));
        Phase asleep = site.phase(agent.agent());
        ContainerId second = site.bringUp(agent.run(2));

        assertThat(frozen.reason()).isEqualTo(new EndReason.Hibernated(Hibernation.FREEZE));
        assertThat(asleep).isEqualTo(Phase.PAUSED);
        assertThat(second).isEqualTo(first);
        assertThat(site.phase(agent.agent())).isEqualTo(Phase.RUNNING);
    }

    @Test
    void aFrozenOneIsReadyWithTheFirstThatIsToldOfItsRun() {
        Orders agent = Orders.of("hello");
        site.bringUp(agent.run(1));
        site.controlPlane.assign(agent.hibernate(1, Hibernation.FREEZE));
        site.controlPlane.awaitEnd(agent.run(1));

        site.bringUp(agent.run(2));

        assertThat(site.controlPlane.steps(agent.run(2).id())).contains("ready").doesNotContain("container started");
    }

    @Test
    void stopsAFrozenAgentThatShallSleepWithoutItsMemory() {
        Orders agent = Orders.of("hello");
        ContainerId first = site.bringUp(agent.run(1));
        site.controlPlane.assign(agent.hibernate(1, Hibernation.FREEZE));
        site.controlPlane.awaitEnd(agent.run(1));

        site.controlPlane.assign(agent.hibernate(1, Hibernation.STOP));
        Eventually.holds("the frozen container is stopped", () -> site.phase(agent.agent()) == Phase.EXITED);

        assertThat(site.bringUp(agent.run(2))).isEqualTo(first);
        assertThat(site.phase(agent.agent())).isEqualTo(Phase.RUNNING);
    }

    /// The instance that was to wake it is frozen before it runs.
    private void staysFrozen(Orders agent) {
        site.controlPlane.assign(agent.hibernate(2, Hibernation.FREEZE));
        Ended again = site.controlPlane.awaitEnd(agent.run(2));

        assertThat(again.reason()).isEqualTo(new EndReason.Hibernated(Hibernation.FREEZE));
        assertThat(site.phase(agent.agent())).isEqualTo(Phase.PAUSED);
    }

    @Test
    void keepsTheMemoryOfAFrozenAgentThatShallNotWakeAfterAll() {
        Orders agent = asleep();

        staysFrozen(agent);
    }

    @Test
    void freezesAContainerAgainThatWasThawedForAnInstanceThatShallNotWakeAfterAll() {
        Orders agent = asleep();
        site.engine.containers().unpause(site.container(agent.agent()).id());

        staysFrozen(agent);
    }

    @Test
    void stopsAFrozenContainerWhoseNextInstanceShallSleepWithoutItsMemory() {
        Orders agent = asleep();

        site.controlPlane.assign(agent.hibernate(2, Hibernation.STOP));
        Ended over = site.controlPlane.awaitEnd(agent.run(2));

        assertThat(over.reason()).isEqualTo(new EndReason.Stopped());
        assertThat(site.phase(agent.agent())).isEqualTo(Phase.EXITED);
    }

    /// One whose instance 1 was frozen.
    private Orders asleep() {
        Orders agent = Orders.of("hello");
        site.bringUp(agent.run(1));
        site.controlPlane.assign(agent.hibernate(1, Hibernation.FREEZE));
        site.controlPlane.awaitEnd(agent.run(1));
        return agent;
    }

    @Test
    void hibernatesByStopping() {
        Orders agent = Orders.of("hello");
        site.bringUp(agent.run(1));

        site.controlPlane.assign(agent.hibernate(1, Hibernation.STOP));
        Ended asleep = site.controlPlane.awaitEnd(agent.run(1));

        assertThat(asleep.reason()).isEqualTo(new EndReason.Hibernated(Hibernation.STOP));
        assertThat(site.phase(agent.agent())).isEqualTo(Phase.EXITED);
    }

    @Test
    void stopsAFrozenContainerWhenItsAgentShallStop() {
        Orders agent = Orders.of("hello");
        site.bringUp(agent.run(1));
        site.controlPlane.assign(agent.hibernate(1, Hibernation.FREEZE));
        site.controlPlane.awaitEnd(agent.run(1));

        site.controlPlane.assign(agent.stop(1));

        Eventually.holds("the frozen container is stopped", () -> site.phase(agent.agent()) == Phase.EXITED);
    }

    @Test
    void anInstanceThatIsNoLongerWantedBeforeItRanIsAbandoned() {
        Orders agent = Orders.of("hello").image("slow:1", PullPolicy.MISSING);
        site.engine.offerImage("slow:1");
        site.engine.faults().hold(Operation.PULL);
        site.controlPlane.assign(agent.run(1));
        Eventually.holds("the pull is under way", () -> site.engine.faults().waiting(Operation.PULL) == 1);

        site.controlPlane.assign(agent.stop(1));
        site.bringUp(Orders.of("another").run(1));
        site.engine.faults().release(Operation.PULL);
        Ended ended = site.controlPlane.awaitEnd(agent.run(1));

        assertThat(ended.reason()).isEqualTo(new EndReason.Stopped());
        assertThat(site.containers(agent.agent())).isEmpty();
    }

    @Test
    void isReadyOnlyWhenItsPortAccepts() throws IOException {
        int port = Site.freePort();
        Orders agent = Orders.of("web").listening(port);

        site.controlPlane.assign(agent.run(1));
        Running starting = (Running) site.controlPlane.awaitState(agent.run(1).id(), state -> state instanceof Running);
        try (ServerSocket listener = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            Running ready = site.controlPlane.awaitReady(agent.run(1));

            assertThat(starting.readiness()).isEqualTo(Readiness.STARTING);
            assertThat(ready.reach()).isEqualTo(new Reach.At("127.0.0.1", listener.getLocalPort()));
        }
    }

    @Test
    void stopsAnInstanceThatNeverBecomesReady() {
        Orders agent = Orders.of("web").listening(1);
        site.controlPlane.assign(agent.run(1));
        site.controlPlane.awaitState(agent.run(1).id(), state -> state instanceof Running);

        site.controlPlane.assign(agent.stop(1));

        assertThat(site.controlPlane.awaitEnd(agent.run(1)).reason()).isEqualTo(new EndReason.Stopped());
    }

    @Test
    void discardingRemovesTheAgentsOwnVolumesWhenAsked() {
        Orders agent = Orders.of("hello").mounts(new Mount.Volume("own-data", "/data", false, "", Map.of()));
        Orders other = Orders.of("other").mounts(new Mount.Volume("shared-data", "/data", false, "", Map.of()));
        site.engine.volumes().create(VolumeSpec.local("shared-data", Map.of()));
        site.bringUp(agent.run(1));
        site.bringUp(other.run(1));

        site.controlPlane.assign(new AssignedAgent.Discard(agent.agent(), true));
        site.controlPlane.assign(new AssignedAgent.Discard(other.agent(), true));
        site.controlPlane.awaitReport(
                HostReport.Discarded.class, gone -> gone.agent().equals(agent.agent()));
        site.controlPlane.awaitReport(
                HostReport.Discarded.class, gone -> gone.agent().equals(other.agent()));

        assertThat(site.engine.volumes().inspect("own-data")).isEmpty();
        assertThat(site.engine.volumes().inspect("shared-data")).isPresent();
    }

    @Test
    void discardingKeepsVolumesUnlessAskedAndThoseThatOthersUse() {
        Orders first = Orders.of("first").mounts(new Mount.Volume("both-use", "/data", false, "", Map.of()));
        Orders second = Orders.of("second").mounts(new Mount.Volume("both-use", "/data", false, "", Map.of()));
        Orders third = Orders.of("third").mounts(new Mount.Volume("kept", "/data", false, "", Map.of()));
        site.bringUp(first.run(1));
        site.bringUp(second.run(1));
        site.bringUp(third.run(1));

        site.controlPlane.assign(new AssignedAgent.Discard(first.agent(), true));
        site.controlPlane.assign(new AssignedAgent.Discard(third.agent(), false));
        site.controlPlane.awaitReport(
                HostReport.Discarded.class, gone -> gone.agent().equals(first.agent()));
        site.controlPlane.awaitReport(
                HostReport.Discarded.class, gone -> gone.agent().equals(third.agent()));

        assertThat(site.engine.volumes().inspect("both-use")).isPresent();
        assertThat(site.engine.volumes().inspect("kept")).isPresent();
    }

    @Test
    void makesTheNetworkWithItsOwnLabel() {
        site.bringUp(Orders.of("web").network(AgentSpec.Network.NONE).run(1));

        Eventually.holds(
                "the network is made",
                () -> site.engine.networks().inspect(Site.NETWORK).isPresent());

        assertThat(site.engine.networks().inspect(Site.NETWORK).orElseThrow().labels())
                .containsEntry("dev.berth.installation", Site.INSTALLATION);
    }

    @Test
    void anImageIsPulledEachTimeWhenThatIsWanted() {
        site.engine.offerImage("in/registry:1");
        Orders agent = Orders.of("hello").image("in/registry:1", PullPolicy.ALWAYS);

        site.bringUp(agent.run(1));
        site.bringUp(agent.revision(2).run(2));

        assertThat(site.engine.faults().calls(Operation.PULL)).isEqualTo(2);
    }

    @Test
    void anotherHostPortMakesAnotherContainer() {
        Orders agent = Orders.of("web").publishing(1, 9001);
        site.controlPlane.assign(agent.run(1));
        site.controlPlane.awaitState(agent.run(1).id(), state -> state instanceof Running);

        site.controlPlane.assign(agent.publishing(1, 9002).run(2));
        site.controlPlane.awaitState(agent.run(2).id(), state -> state instanceof Running);

        assertThat(site.container(agent.agent()).ports())
                .singleElement()
                .satisfies(port -> assertThat(port.hostPort()).isEqualTo(9002));
    }
}
