package dev.berth.hostd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.engine.Containers.Removal;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerState;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.engine.container.LogChunk;
import dev.berth.hostd.samples.Orders;
import dev.berth.protocol.link.HostReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of an instance that Berth did not end, as the control plane is told it.
class EndsTest {

    @TempDir
    Path folder;

    private final Orders agent = Orders.of("hello").network(AgentSpec.Network.NONE);
    private Site site;

    @BeforeEach
    void open() {
        site = Site.started(folder);
    }

    @AfterEach
    void close() {
        site.close();
    }

    private ContainerId running() {
        return Site.engineId(site.bringUp(agent.run(1)));
    }

    private EndReason end() {
        return site.controlPlane.awaitEnd(agent.run(1)).reason();
    }

    @Test
    void oneThatExitsByItselfTellsItsCodeAndLastLines() {
        ContainerId container = running();
        IntStream.rangeClosed(1, 25)
                .forEach(line -> site.engine.write(container, LogChunk.Source.STDERR, "line " + line + "\n"));

        site.engine.exit(container, 3);

        assertThat(end()).isInstanceOfSatisfying(EndReason.Exited.class, exited -> {
            assertThat(exited.exitCode()).isEqualTo(3);
            assertThat(exited.outOfMemory()).isFalse();
            assertThat(exited.lastLogLines()).hasSize(20).startsWith("line 6").endsWith("line 25");
        });
    }

    @Test
    void oneThatUsedUpItsMemorySaysSo() {
        site.engine.useUpMemory(running());

        assertThat(end())
                .isInstanceOfSatisfying(
                        EndReason.Exited.class,
                        exited -> assertThat(exited.outOfMemory()).isTrue());
    }

    @Test
    void oneThatExitsAtOnceIsSeenToHaveRunAndEnded() {
        site.engine.giveAddress("127.0.0.1");
        Orders brief = Orders.of("brief");
        site.controlPlane.assign(brief.run(1));
        ContainerId container = Site.engineId(site.controlPlane.awaitReady(brief.run(1)));

        site.engine.exit(container, 0);

        assertThat(site.controlPlane.awaitEnd(brief.run(1)).reason())
                .isInstanceOfSatisfying(
                        EndReason.Exited.class,
                        exited -> assertThat(exited.exitCode()).isZero());
    }

    @Test
    void oneThatAnOperatorStopsIsToldAsThat() {
        site.engine.containers().stop(running(), Duration.ofSeconds(1));

        assertThat(end()).isEqualTo(new EndReason.StoppedAtEngine());
    }

    @Test
    void oneThatAnOperatorKillsIsToldAsThat() {
        site.engine.containers().kill(running(), "SIGKILL");

        assertThat(end()).isEqualTo(new EndReason.StoppedAtEngine());
    }

    @Test
    void oneThatExitsLongAfterAHarmlessSignalExitedByItself() {
        ContainerId container = running();
        site.engine.containers().kill(container, "SIGHUP");

        site.engine.exit(container, 1);

        assertThat(end()).isInstanceOf(EndReason.Exited.class);
    }

    @Test
    void oneThatAnOperatorRemovesIsToldAsThat() {
        site.engine.containers().remove(running(), Removal.FORCED);

        assertThat(end()).isEqualTo(new EndReason.RemovedAtEngine());
    }

    @Test
    void oneThatAnOperatorPausesIsPausedUntilItIsUnpaused() {
        ContainerId container = running();

        site.engine.containers().pause(container);
        InstanceState paused = site.controlPlane.awaitState(
                agent.run(1).id(),
                state -> state instanceof Running running && running.readiness() == Readiness.PAUSED);
        site.engine.containers().unpause(container);
        site.controlPlane.awaitReady(agent.run(1));

        assertThat(paused.live()).isTrue();
    }

    @Test
    void oneThatWentDownWithTheEngineIsToldAsThat() {
        running();

        site.engine.restart();

        assertThat(end()).isEqualTo(new EndReason.WentDown());
    }

    @Test
    void oneThatTheEngineStoppedBeforeItWentAwayWentDownWithIt() {
        ContainerId container = running();
        site.engine.containers().stop(container, Duration.ofSeconds(1));
        site.engine.goDown();
        site.controlPlane.awaitReport(
                HostReport.EngineHealth.class, health -> health.trouble().isPresent());

        site.engine.comeBack();

        assertThat(end()).isEqualTo(new EndReason.WentDown());
    }

    @Test
    void oneThatAnOperatorRestartsGoesOnAsTheSameInstance() {
        ContainerId container = running();
        Running before = site.controlPlane.awaitReady(agent.run(1));

        site.engine.containers().stop(container, Duration.ofSeconds(1));
        site.engine.containers().start(container);
        Running again = (Running) site.controlPlane.awaitState(
                agent.run(1).id(),
                state -> state instanceof Running now && !now.since().equals(before.since()));
        site.controlPlane.awaitReady(agent.run(1));

        assertThat(again.container()).isEqualTo(before.container());
        assertThat(site.phase(agent.agent())).isEqualTo(Phase.RUNNING);
    }

    @Test
    void anEndedOneWhoseContainerAnOperatorStartsIsTold() {
        ContainerId container = running();
        site.controlPlane.assign(agent.stop(1));
        end();

        site.engine.containers().start(container);

        site.controlPlane.awaitReport(
                HostReport.StartedAtEngine.class,
                started -> started.instance().equals(agent.run(1).id()));
        assertThat(site.phase(agent.agent())).isEqualTo(Phase.RUNNING);
    }

    @Test
    void aFrozenOneThatAnOperatorUnpausesIsTold() {
        ContainerId container = running();
        site.controlPlane.assign(agent.hibernate(1, Hibernation.FREEZE));
        end();

        site.engine.containers().unpause(container);

        site.controlPlane.awaitReport(
                HostReport.StartedAtEngine.class,
                started -> started.instance().equals(agent.run(1).id()));
    }

    @Test
    void aFrozenOneThatAnOperatorUnpausedGoesOnAsTheNextInstance() {
        ContainerId container = running();
        Instant startedAt = startedAt();
        site.controlPlane.assign(agent.hibernate(1, Hibernation.FREEZE));
        end();
        site.engine.containers().unpause(container);

        site.bringUp(agent.run(2));

        assertThat(startedAt()).isEqualTo(startedAt);
    }

    private Instant startedAt() {
        return switch (site.container(agent.agent()).state()) {
            case ContainerState.Running running -> running.startedAt();
            default -> throw new AssertionError("it does not run");
        };
    }

    @Test
    void oneThatEndsWhileItIsToBeFrozenTellsWhy() {
        ContainerId container = running();
        site.engine.exit(container, 7);

        site.controlPlane.assign(agent.hibernate(1, Hibernation.FREEZE));

        assertThat(end()).isInstanceOf(EndReason.Exited.class);
    }

    @Test
    void oneThatEndedWhileTheDaemonWasAwayIsToldWhenItIsBack() {
        ContainerId container = running();
        site.stopHostd();
        site.engine.exit(container, 4);

        site.startHostd();

        assertThat(end())
                .isInstanceOfSatisfying(
                        EndReason.Exited.class,
                        exited -> assertThat(exited.exitCode()).isEqualTo(4));
    }

    @Test
    void oneThatAnOperatorStoppedWhileTheDaemonWasAwayIsToldAsThat() {
        ContainerId container = running();
        site.stopHostd();
        site.engine.containers().stop(container, Duration.ofSeconds(1));

        site.startHostd();

        assertThat(end()).isEqualTo(new EndReason.StoppedAtEngine());
    }
}
