package dev.berth.controlplane.reconcile;

import static dev.berth.controlplane.Installation.accepted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.controlplane.Installation;
import dev.berth.controlplane.ObedientHost.Container;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.SampleAgents;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.lifecycle.AgentStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Crashes, cut links, operators at the engine and killed servers, over a real database and a host in memory.
class FaultsTest {

    @TempDir
    Path folder;

    private Installation berth;

    @BeforeEach
    void open() throws IOException {
        berth = Installation.in(folder);
    }

    @AfterEach
    void close() {
        berth.close();
    }

    private AgentStatus status(AgentId agent) {
        return berth.standing(agent).status();
    }

    private long generation(AgentId agent) {
        return berth.record(agent).generation();
    }

    @Test
    void retriesACrashedAgentWithGrowingWaitsAndThenGivesUp() {
        AgentId agent = berth.running("one");

        for (int attempt = 1; attempt <= 3; attempt++) {
            crash(agent);
            assertThat(status(agent)).isEqualTo(AgentStatus.STARTING);
            assertThat(berth.standing(agent).reason()).contains("(retry " + attempt + " of 3)");
            Duration wait = Duration.ofSeconds(1L << (attempt - 1));
            berth.later(wait.minusMillis(1));
            assertThat(generation(agent)).isEqualTo(attempt);
            berth.later(Duration.ofMillis(1));
            assertThat(generation(agent)).isEqualTo(attempt + 1L);
            assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
        }
        crash(agent);
        berth.later(Duration.ofHours(1));

        assertThat(status(agent)).isEqualTo(AgentStatus.FAILED);
        assertThat(berth.standing(agent).reason()).contains("exit code 3").contains("3 retries did not help");
        assertThat(generation(agent)).isEqualTo(4);
        assertThat(berth.record(agent).agent().restarts()).isEqualTo(3);
    }

    private void crash(AgentId agent) {
        berth.host.end(agent, new EndReason.Exited(3, false, List.of("boom")));
        berth.rest();
    }

    @Test
    void triesAFailedAgentAfreshWhenItIsStarted() {
        AgentId agent = berth.running("one");
        for (int i = 0; i < 4; i++) {
            crash(agent);
            berth.later(Duration.ofMinutes(1));
        }
        assertThat(status(agent)).isEqualTo(AgentStatus.FAILED);

        accepted(berth.direct.start(agent));
        berth.rest();
        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);

        crash(agent);
        assertThat(berth.standing(agent).reason()).contains("(retry 1 of 3)");
    }

    @Test
    void saysWhenTheNextPassIsDue() {
        AgentId agent = berth.running("one");
        assertThat(berth.reconciler.pass()).isEqualTo(AgentReconciler.RESYNC);

        crash(agent);
        berth.clock.advance(Duration.ofMillis(400));

        assertThat(berth.reconciler.pass()).isEqualTo(Duration.ofMillis(600));
    }

    @Test
    void failsWithTheReasonWhenItCannotStartAndTriesAgainOnRequest() {
        AgentId agent = berth.deployed("one");
        EndReason.NotStarted missing = new EndReason.NotStarted(
                EndReason.NotStarted.Cause.IMAGE_UNAVAILABLE, "There is no image x.", "Build it.");
        berth.host.cannotStart(agent, Optional.of(missing));
        accepted(berth.direct.start(agent));
        berth.later(Duration.ofHours(1));
        assertThat(status(agent)).isEqualTo(AgentStatus.FAILED);
        assertThat(berth.standing(agent).reason()).isEqualTo("There is no image x. Build it.");
        assertThat(generation(agent)).isEqualTo(1);

        berth.host.cannotStart(agent, Optional.empty());
        accepted(berth.direct.start(agent));
        berth.rest();

        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
    }

    @Test
    void startsAgainWhatWentDownWithItsHost() {
        AgentId agent = berth.running("one");

        berth.host.end(agent, new EndReason.WentDown());
        berth.rest();

        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
        assertThat(generation(agent)).isEqualTo(2);
        assertThat(berth.record(agent).agent().restarts()).isZero();
    }

    @Test
    void leavesAloneWhatAnOperatorStoppedAtTheEngine() {
        AgentId agent = berth.running("one");

        berth.host.end(agent, new EndReason.StoppedAtEngine());
        berth.later(Duration.ofHours(1));
        assertThat(status(agent)).isEqualTo(AgentStatus.STOPPED);
        assertThat(berth.standing(agent).reason()).contains("stopped at the engine");
        assertThat(generation(agent)).isEqualTo(1);

        berth.host.startAtEngine(agent);
        berth.rest();
        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
        assertThat(generation(agent)).isEqualTo(2);
    }

    @Test
    void makesAgainOnRequestWhatAnOperatorRemovedAtTheEngine() {
        AgentId agent = berth.running("one");
        berth.host.end(agent, new EndReason.RemovedAtEngine());
        berth.later(Duration.ofHours(1));
        assertThat(status(agent)).isEqualTo(AgentStatus.STOPPED);
        assertThat(berth.standing(agent).reason()).contains("its files are gone");

        accepted(berth.direct.start(agent));
        berth.rest();

        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
    }

    @Test
    void showsWhatAnOperatorPausedAtTheEngineAsPausedUntilAPersonResumesIt() {
        AgentId agent = berth.running("one");

        berth.host.freeze(agent);
        berth.later(Duration.ofHours(1));
        assertThat(status(agent)).isEqualTo(AgentStatus.PAUSED);

        accepted(berth.direct.resume(agent));
        berth.rest();
        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
    }

    @Test
    void keepsAPersonsStopAlthoughSomebodyStartsItAtTheEngine() {
        AgentId agent = berth.running("one");
        accepted(berth.direct.stop(agent));
        berth.rest();

        berth.host.startAtEngine(agent);
        berth.rest();

        assertThat(status(agent)).isEqualTo(AgentStatus.STOPPED);
    }

    /// The operator's stop was undone by whoever starts it at the engine; a person's is not.
    @Test
    void makesAnOperatorsStopAPersonsWhenAPersonAsksForIt() {
        AgentId stopped = berth.running("stopped");
        AgentId paused = berth.running("paused");
        berth.host.end(stopped, new EndReason.StoppedAtEngine());
        berth.host.freeze(paused);
        berth.rest();

        accepted(berth.direct.stop(stopped));
        accepted(berth.direct.pause(paused));
        berth.host.startAtEngine(stopped);
        berth.host.startAtEngine(paused);
        berth.rest();

        assertThat(status(stopped)).isEqualTo(AgentStatus.STOPPED);
        assertThat(status(paused)).isEqualTo(AgentStatus.PAUSED);
    }

    @Test
    void showsAnAgentAsUnreachableWhileItsHostIsCutOffAndReplacesNothing() {
        AgentId agent = berth.running("one");

        berth.host.disconnect();
        berth.later(Duration.ofHours(1));
        assertThat(status(agent)).isEqualTo(AgentStatus.UNREACHABLE);
        assertThat(berth.standing(agent).reason()).isEqualTo("Its host local is not connected.");

        berth.host.connect(berth.link);
        berth.rest();
        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
        assertThat(generation(agent)).isEqualTo(1);
    }

    @Test
    void carriesOutAfterAReconnectWhatWasAskedMeanwhile() {
        AgentId stopped = berth.running("stopped");
        AgentId crashed = berth.running("crashed");
        berth.host.disconnect();
        accepted(berth.direct.stop(stopped));
        berth.host.end(crashed, new EndReason.WentDown());
        berth.rest();

        berth.host.connect(berth.link);
        berth.rest();

        assertThat(status(stopped)).isEqualTo(AgentStatus.STOPPED);
        assertThat(berth.host.container(stopped)).contains(Container.EXITED);
        assertThat(status(crashed)).isEqualTo(AgentStatus.RUNNING);
        assertThat(generation(crashed)).isEqualTo(2);
    }

    @Test
    void waitsForAHostAndThenStarts() {
        berth.host.disconnect();
        AgentId agent = berth.running("one");
        assertThat(status(agent)).isEqualTo(AgentStatus.STARTING);
        assertThat(berth.record(agent).latest()).isEmpty();

        berth.host.connect(berth.link);
        berth.rest();

        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
    }

    @Test
    void goesOnWithTheSameAgentsAfterItWasKilled() throws IOException {
        AgentId running = berth.running("running");
        AgentId stopping = berth.running("stopping");
        AgentId placed = berth.deployed("placed");
        accepted(berth.direct.stop(stopping));
        accepted(berth.direct.start(placed));
        berth.reconciler.pass();

        berth = berth.killedAndStartedAgain(folder);
        berth.rest();

        assertThat(status(running)).isEqualTo(AgentStatus.RUNNING);
        assertThat(generation(running)).isEqualTo(1);
        assertThat(status(stopping)).isEqualTo(AgentStatus.STOPPED);
        assertThat(status(placed)).isEqualTo(AgentStatus.RUNNING);
        assertThat(generation(placed)).isEqualTo(1);
    }

    @Test
    void seesAtTheNextResyncWhatAnotherProcessWrote() {
        AgentId agent = berth.deployed("one");
        berth.rest();
        AgentRecord seen = berth.record(agent);
        berth.store.write(SampleAgents.wanting(
                seen, seen.agent().wish().run("It was started elsewhere.", berth.clock.instant())));
        berth.rest();
        assertThat(status(agent)).isEqualTo(AgentStatus.CREATED);

        berth.later(AgentReconciler.RESYNC);

        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
    }
}
