package dev.berth.controlplane.reconcile;

import static dev.berth.controlplane.Installation.accepted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.controlplane.Installation;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.Decision;
import dev.berth.controlplane.agents.Refusal;
import dev.berth.controlplane.agents.RollOut;
import dev.berth.domain.activity.Calls;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.Rollout;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.lifecycle.AgentStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What comes between while an update has two instances.
///
/// The host in memory fails the test when it runs more instances than it was told, or a third.
class OverlapMeanwhileTest {

    private static final RollOut.Terms FORCED = new RollOut.Terms(Updates.MINUTE, true);

    @TempDir
    Path folder;

    private Installation berth;
    private Updates updates;

    @BeforeEach
    void open() throws IOException {
        berth = Installation.in(folder);
        updates = new Updates(berth);
    }

    @AfterEach
    void close() {
        berth.close();
    }

    @Test
    void goOnWithTheNewOneWhenTheOldOneCrashesMeanwhile() {
        AgentId agent = updates.waiting();
        InstanceId old = berth.record(agent).latest().orElseThrow().id();

        berth.host.end(old, new EndReason.Exited(1, false, List.of()));
        berth.rest();

        assertThat(updates.inCharge(agent)).isEqualTo(2);
        assertThat(updates.alive(agent)).isEqualTo(1);
        assertThat(updates.events(agent)).contains("took_over");

        berth.later(Updates.MINUTE);

        assertThat(updates.image(agent)).isEqualTo(Updates.OLD);
        assertThat(updates.alive(agent)).isEqualTo(1);
        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.RUNNING);
    }

    @Test
    void endBothWhenTheAgentIsStoppedMeanwhile() {
        AgentId agent = updates.waiting();

        accepted(berth.direct.stop(agent));
        berth.rest();

        assertThat(updates.alive(agent)).isZero();
        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.STOPPED);

        accepted(berth.direct.start(agent));
        berth.rest();

        assertThat(updates.alive(agent)).isEqualTo(1);
    }

    private void work(AgentId agent, int calls) {
        berth.calls.put(agent, new Calls(calls, 0, 0, calls, berth.clock.instant()));
    }

    /// All the calls are the old one's.
    @Test
    void goBackAtOnceAlthoughTheOldOneHasCalls() {
        AgentId agent = updates.waiting();
        work(agent, 5);

        berth.later(Updates.MINUTE);

        assertThat(updates.inCharge(agent)).isEqualTo(1);
        assertThat(updates.alive(agent)).isEqualTo(1);
        assertThat(berth.standing(agent).reason()).doesNotContain("finishes");
        assertThat(berth.store.events(agent, 0, 500))
                .noneMatch(event -> event.reason().contains("cut off"));
    }

    @Test
    void endTheNewOneAtOnceWhenTheAgentIsStoppedWhileTheOldOneHasCalls() {
        AgentId agent = updates.waiting();
        work(agent, 1);

        accepted(berth.direct.stop(agent));
        berth.rest();

        assertThat(updates.alive(agent)).isEqualTo(1);
        assertThat(berth.standing(agent).reason()).isEqualTo("It was stopped. It waits for 1 open call, at most 30 s.");
    }

    @Test
    void areNeitherPausedNorSentToSleep() {
        AgentId agent = updates.waiting();
        Decision<AgentRecord> updated =
                Decision.refused(new Refusal.WrongTime(agent, "It is being updated.", "Wait for it, or stop it."));

        assertThat(berth.direct.pause(agent)).isEqualTo(updated);
        assertThat(berth.direct.hibernate(agent, Hibernation.FREEZE)).isEqualTo(updated);
        assertThat(berth.direct.hibernate(agent, Hibernation.STOP)).isEqualTo(updated);
        assertThat(updates.phase(agent)).contains(Rollout.Phase.UNDER_WAY);
    }

    /// What it has in its memory would be lost with it.
    @Test
    void areNotResumedWhenTheOldOneIsFrozenAtTheEngine() {
        AgentId agent = updates.waiting();
        berth.host.freeze(berth.record(agent).latest().orElseThrow().id());
        berth.rest();

        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.PAUSED);
        assertThat(berth.direct.resume(agent))
                .isEqualTo(Decision.refused(
                        new Refusal.WrongTime(agent, "It is being updated.", "Wait for it, or stop it.")));
    }

    @Test
    void cutCallsOffWhenTheSameUpdateIsSaidAgainWithForce() {
        AgentId agent = updates.waiting();
        berth.callsAt.put(berth.record(agent).latest().orElseThrow().id(), 1);

        accepted(updates.asked("image:2", agent, FORCED));
        berth.host.readyAfterAll("image:2");
        berth.rest();

        assertThat(updates.inCharge(agent)).isEqualTo(2);
        assertThat(updates.alive(agent)).isEqualTo(1);
        assertThat(berth.store.events(agent, 0, 500))
                .anyMatch(event -> event.reason().equals("Its open calls shall be cut off."));
    }

    @Test
    void cutCallsOffWhenTheSameUpdateIsSaidAgainWithForceAfterTheNewOneTookOver() {
        AgentId agent = updates.overlapping();
        berth.callsAt.put(berth.record(agent).latest().orElseThrow().id(), 1);
        updates.to("image:2", agent);
        assertThat(updates.alive(agent)).isEqualTo(2);

        accepted(updates.asked("image:2", agent, FORCED));
        berth.rest();

        assertThat(updates.inCharge(agent)).isEqualTo(2);
        assertThat(updates.alive(agent)).isEqualTo(1);
        long version = berth.record(agent).version();
        accepted(updates.asked("image:2", agent, FORCED));
        assertThat(berth.record(agent).version()).isEqualTo(version);
    }

    @Test
    void areNotStoppedBeforeTheOldOneHasEnded() {
        AgentId agent = updates.overlapping();
        berth.callsAt.put(berth.record(agent).latest().orElseThrow().id(), 1);
        updates.to("image:2", agent);

        accepted(berth.direct.stop(agent));
        berth.rest();

        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.STOPPING);

        berth.later(Duration.ofSeconds(30));

        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.STOPPED);
        assertThat(updates.alive(agent)).isZero();
    }

    @Test
    void haveOneInstanceWhenTheyAreRestartedMeanwhile() {
        AgentId agent = updates.waiting();

        accepted(berth.direct.restart(agent));
        berth.rest();

        assertThat(updates.alive(agent)).isEqualTo(1);
        assertThat(updates.inCharge(agent)).isEqualTo(3);
    }

    @Test
    void leaveNothingWhenTheyAreRemovedMeanwhile() {
        AgentId agent = updates.waiting();

        accepted(berth.direct.remove(agent, false, false));
        berth.rest();

        assertThat(berth.store.find(agent)).isEmpty();
        assertThat(berth.host.container(agent)).isEmpty();
        assertThat(berth.host.containerBeside(new InstanceId(agent, 2))).isEmpty();
    }

    @Test
    void goOnOrBackAfterTheServerWasKilledInTheMiddle() throws IOException {
        AgentId agent = updates.waiting();

        berth = berth.killedAndStartedAgain(folder);
        updates = new Updates(berth);
        berth.rest();

        assertThat(updates.alive(agent)).isEqualTo(2);
        assertThat(updates.inCharge(agent)).isEqualTo(1);

        berth.later(Updates.MINUTE);

        assertThat(updates.alive(agent)).isEqualTo(1);
        assertThat(updates.inCharge(agent)).isEqualTo(1);
        assertThat(updates.phase(agent)).contains(Rollout.Phase.WENT_BACK);
    }

    @Test
    void endTheOldOneAfterTheServerWasKilledWhileThatFinishedItsCalls() throws IOException {
        AgentId agent = updates.overlapping();
        berth.callsAt.put(berth.record(agent).latest().orElseThrow().id(), 1);
        updates.to("image:2", agent);

        berth = berth.killedAndStartedAgain(folder);
        updates = new Updates(berth);
        berth.rest();

        assertThat(updates.inCharge(agent)).isEqualTo(2);
        assertThat(updates.alive(agent)).isEqualTo(1);
    }

    @Test
    void haveOneInstanceAfterTheEngineWentDown() {
        AgentId agent = updates.waiting();
        InstanceId old = berth.record(agent).latest().orElseThrow().id();

        berth.host.end(new InstanceId(agent, 2), new EndReason.WentDown());
        berth.host.end(old, new EndReason.WentDown());
        berth.rest();

        assertThat(updates.alive(agent)).isEqualTo(1);

        berth.later(Updates.MINUTE);
        berth.later(Updates.MINUTE);

        assertThat(updates.image(agent)).isEqualTo(Updates.OLD);
        assertThat(updates.alive(agent)).isEqualTo(1);
    }
}
