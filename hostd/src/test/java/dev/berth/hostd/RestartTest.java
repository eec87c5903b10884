package dev.berth.hostd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.instance.ContainerId;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceState;
import dev.berth.engine.container.ContainerSpec;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.hostd.samples.Orders;
import dev.berth.kit.TwinFile;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.HostReport;
import dev.berth.testkit.Eventually;
import dev.berth.testkit.engine.FakeFaults.Operation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The daemon, its control plane, its link or its engine go away and come back.
class RestartTest {

    @TempDir
    Path folder;

    private final Orders agent = Orders.of("hello");
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
    void closingLeavesContainersRunningAndTheNextDaemonGoesOnWithThem() {
        ContainerId container = site.bringUp(agent.run(1));
        site.stopHostd();
        Phase meanwhile = site.phase(agent.agent());
        int startsBefore = site.engine.faults().calls(Operation.START);

        site.startHostd();
        site.controlPlane.awaitConnects(2);
        site.bringUp(Orders.of("other").run(1));

        assertThat(meanwhile).isEqualTo(Phase.RUNNING);
        assertThat(site.container(agent.agent()).id().value()).isEqualTo(container.value());
        assertThat(site.engine.faults().calls(Operation.START)).isEqualTo(startsBefore + 1);
        assertThat(site.controlPlane.hellos().getLast().instances())
                .extracting(HostReport.Observation::instance)
                .containsExactly(agent.run(1).id());
    }

    @Test
    void knowsAnEnginesReturnFromAnOperatorsStopThoughItWasAwayItself() {
        Orders other = Orders.of("other");
        site.bringUp(agent.run(1));
        site.bringUp(other.run(1));
        site.stopHostd();
        site.engine.comeBackAfterDeath();
        site.engine.containers().start(site.container(other.agent()).id());
        site.engine.containers().stop(site.container(other.agent()).id(), Duration.ZERO);

        site.startHostd();

        assertThat(site.controlPlane.awaitEnd(agent.run(1)).reason()).isEqualTo(new EndReason.WentDown());
        assertThat(site.controlPlane.awaitEnd(other.run(1)).reason()).isEqualTo(new EndReason.StoppedAtEngine());
    }

    @Test
    void worksFromItsDiskWhileTheControlPlaneCannotBeReached() {
        site.bringUp(agent.run(1));
        site.stopHostd();
        site.engine.exit(
                Site.engineId(new ContainerId(site.container(agent.agent()).id().value())), 5);
        site.controlPlane.cutLink();

        site.startHostd();
        Eventually.holds("the end is noted on the disk", () -> noted("exited"));
        site.controlPlane.healLink();

        assertThat(site.controlPlane.awaitEnd(agent.run(1))).isNotNull();
    }

    private boolean noted(String word) {
        return new TwinFile(folder.resolve("state/instances.json"))
                .read()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).contains(word))
                .orElse(false);
    }

    @Test
    void finishesFromItsDiskWhatTheControlPlaneOrderedBeforeItWasLost() {
        site.engine.faults().hold(Operation.CREATE);
        site.controlPlane.assign(agent.run(1));
        Eventually.holds(
                "the container is being made", () -> site.engine.faults().waiting(Operation.CREATE) == 1);
        site.stopHostd();
        site.engine.faults().release(Operation.CREATE);
        site.controlPlane.cutLink();

        site.startHostd();

        Eventually.holds(
                "the container runs",
                () -> !site.containers(agent.agent()).isEmpty() && site.phase(agent.agent()) == Phase.RUNNING);
    }

    @Test
    void connectsAgainWhenTheLinkBreaksAndTellsWhatHappenedMeanwhile() {
        site.bringUp(agent.run(1));
        site.controlPlane.cutLink();
        site.engine.exit(
                Site.engineId(new ContainerId(site.container(agent.agent()).id().value())), 5);
        Eventually.holds("the end is noted on the disk", () -> noted("exited"));

        site.controlPlane.healLink();

        assertThat(site.controlPlane.awaitEnd(agent.run(1))).isNotNull();
        assertThat(site.controlPlane.hellos()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void removesWhatTheControlPlaneDoesNotKnowAnyMore() {
        site.bringUp(agent.run(1));
        site.bringUp(Orders.of("other").run(1));
        site.stopHostd();
        site.controlPlane.lose(agent.agent());

        site.startHostd();

        Eventually.holds(
                "the orphan is removed", () -> site.containers(agent.agent()).isEmpty());
        assertThat(site.phase(Orders.of("other").agent())).isEqualTo(Phase.RUNNING);
    }

    @Test
    void removesNothingBeforeTheControlPlaneHasSpoken() {
        site.bringUp(agent.run(1));
        site.stopHostd();
        site.controlPlane.cutLink();
        dev.berth.engine.container.ContainerId unknown = site.engine
                .containers()
                .create(ContainerSpec.builder("berth-unknown", Orders.IMAGE)
                        .labels(Map.of(
                                "dev.berth.installation",
                                Site.INSTALLATION,
                                "dev.berth.agent",
                                Orders.of("unknown").agent().value()))
                        .build());
        int listsBefore = site.engine.faults().calls(Operation.LIST);

        site.startHostd();
        Eventually.holds("it has looked around", () -> site.engine.faults().calls(Operation.LIST) > listsBefore);
        site.engine.cutEvents();
        Eventually.holds("it has looked again", () -> site.engine.faults().calls(Operation.LIST) > listsBefore + 1);
        boolean meanwhile = site.engine.containers().inspect(unknown).isPresent();
        site.controlPlane.healLink();
        Eventually.holds(
                "the orphan is removed",
                () -> site.engine.containers().inspect(unknown).isEmpty());

        assertThat(meanwhile).isTrue();
    }

    @Test
    void leavesContainersOfOtherInstallationsAlone() {
        dev.berth.engine.container.ContainerId foreign = site.engine
                .containers()
                .create(ContainerSpec.builder("berth-foreign", Orders.IMAGE)
                        .labels(Map.of(
                                "dev.berth.installation",
                                "another",
                                "dev.berth.agent",
                                agent.agent().value()))
                        .build());
        site.engine.containers().start(foreign);

        site.bringUp(agent.run(1));
        site.controlPlane.assign(new AssignedAgent.Discard(agent.agent(), true));
        site.controlPlane.awaitReport(
                HostReport.Discarded.class, gone -> gone.agent().equals(agent.agent()));

        assertThat(site.engine
                        .containers()
                        .inspect(foreign)
                        .orElseThrow()
                        .state()
                        .phase())
                .isEqualTo(Phase.RUNNING);
    }

    @Test
    void forgetsADiscardedAgentForGood() {
        site.bringUp(agent.run(1));
        site.controlPlane.assign(new AssignedAgent.Discard(agent.agent(), false));
        site.controlPlane.awaitReport(
                HostReport.Discarded.class, gone -> gone.agent().equals(agent.agent()));
        site.controlPlane.forget(agent.agent());
        site.bringUp(Orders.of("other").run(1));
        site.stopHostd();

        site.startHostd();
        site.controlPlane.awaitConnects(2);

        assertThat(site.controlPlane.hellos().getLast().instances())
                .extracting(HostReport.Observation::instance)
                .containsExactly(Orders.of("other").run(1).id());
    }

    @Test
    void tellsADiscardAgainToAControlPlaneThatMissedIt() {
        site.bringUp(agent.run(1));
        site.controlPlane.assign(new AssignedAgent.Discard(agent.agent(), false));
        site.controlPlane.awaitReport(
                HostReport.Discarded.class, gone -> gone.agent().equals(agent.agent()));
        site.stopHostd();
        long before = discards();

        site.startHostd();

        Eventually.holds("the discard is told again", () -> discards() > before);
    }

    private long discards() {
        return site.controlPlane.reports().stream()
                .filter(HostReport.Discarded.class::isInstance)
                .count();
    }

    @Test
    void anEngineThatGoesAwayIsToldAndInstancesKeepTheirStates() {
        site.bringUp(agent.run(1));

        site.engine.goDown();
        HostReport.EngineHealth down = site.controlPlane.awaitReport(
                HostReport.EngineHealth.class, health -> health.trouble().isPresent());
        InstanceState meanwhile = site.controlPlane.state(agent.run(1).id()).orElseThrow();
        int reportsBefore = site.controlPlane.reports().size();
        site.engine.comeBack();
        Eventually.holds(
                "the return is told",
                () -> site.controlPlane.reports().stream()
                        .skip(reportsBefore)
                        .anyMatch(report -> report instanceof HostReport.EngineHealth health
                                && health.trouble().isEmpty()));

        assertThat(down.trouble().orElseThrow()).startsWith("The container engine does not answer");
        assertThat(meanwhile.live()).isTrue();
        assertThat(site.controlPlane.state(agent.run(1).id())).contains(meanwhile);
    }

    @Test
    void anEngineThatIsAwayIsAskedOnceASecondOnly() {
        site.engine.goDown();
        site.controlPlane.awaitReport(
                HostReport.EngineHealth.class, health -> health.trouble().isPresent());
        int before = site.engine.faults().calls(Operation.INFO);
        long begun = System.nanoTime();

        Eventually.holds("it has asked again", () -> site.engine.faults().calls(Operation.INFO) >= before + 3);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    void whatWasOrderedWhileTheEngineWasAwayIsDoneWhenItIsBack() {
        site.engine.goDown();
        site.controlPlane.awaitReport(
                HostReport.EngineHealth.class, health -> health.trouble().isPresent());
        site.controlPlane.assign(agent.run(1));

        site.engine.comeBack();

        site.controlPlane.awaitReady(agent.run(1));
    }

    @Test
    void anEngineThatIsAwayAtTheStartIsIntroducedLater() {
        site.controlPlane.awaitConnects(1);
        site.stopHostd();
        site.engine.goDown();
        site.startHostd();
        site.controlPlane.awaitConnects(2);
        double coresBefore = site.controlPlane.hellos().getLast().cores();

        site.engine.comeBack();
        site.controlPlane.awaitConnects(3);

        assertThat(site.controlPlane.hellos().get(1).engine()).isEqualTo("unknown");
        assertThat(coresBefore).isPositive();
        assertThat(site.controlPlane.hellos().getLast().engine()).isEqualTo("docker 0.0.1");
    }

    @Test
    void aLostAnswerToACreateMakesNoSecondContainer() {
        site.engine.faults().loseNextAnswer(Operation.CREATE);

        site.bringUp(agent.run(1));

        assertThat(site.containers(agent.agent())).hasSize(1);
    }

    @Test
    void aLostAnswerToAStartIsNoFailedStart() {
        site.engine.faults().loseNextAnswer(Operation.START);

        site.bringUp(agent.run(1));

        assertThat(site.phase(agent.agent())).isEqualTo(Phase.RUNNING);
    }
}
