package dev.berth.controlplane.reconcile;

import static dev.berth.controlplane.Installation.accepted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.controlplane.Installation;
import dev.berth.controlplane.ObedientHost.Container;
import dev.berth.controlplane.agents.AgentEdit;
import dev.berth.controlplane.agents.AgentEvent;
import dev.berth.controlplane.agents.Decision;
import dev.berth.domain.activity.Calls;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.IdlePolicy;
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

/// Agents that fall asleep because they have nothing to do, and what keeps them awake.
class IdleTest {

    private static final Duration FREEZE = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofMinutes(5);

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

    private AgentId idling(String slug) {
        AgentId agent = berth.running(slug);
        IdlePolicy policy = new IdlePolicy(Optional.of(FREEZE), Optional.of(STOP), IdlePolicy.DEFAULT_CPU);
        accepted(berth.edit.edit(
                agent,
                seen -> Decision.accepted(new AgentEdit(
                        seen.agent().profile(), seen.agent().conduct().with(policy), Optional.empty(), seen.spec()))));
        berth.rest();
        return agent;
    }

    /// Time goes by while its host says what it uses.
    private void later(AgentId agent, Duration by, double cores) {
        berth.clock.advance(by);
        berth.record(agent).latest().ifPresent(run -> berth.cpu.used(run.id(), cores));
        berth.rest();
    }

    private AgentStatus status(AgentId agent) {
        return berth.standing(agent).status();
    }

    private List<String> events(AgentId agent) {
        return berth.store.events(agent, 0, 500).stream().map(AgentEvent::kind).toList();
    }

    @Test
    void freezesAnAgentWithoutWorkAndStopsItLater() {
        AgentId agent = idling("one");

        later(agent, FREEZE.minusSeconds(1), 0);
        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
        later(agent, Duration.ofSeconds(1), 0);
        assertThat(status(agent)).isEqualTo(AgentStatus.HIBERNATED);
        assertThat(berth.standing(agent).reason()).isEqualTo("It had no work for 30s.");
        assertThat(berth.host.container(agent)).contains(Container.FROZEN);

        berth.later(STOP.minus(FREEZE).minusSeconds(1));
        assertThat(berth.host.container(agent)).contains(Container.FROZEN);
        berth.later(Duration.ofSeconds(1));
        assertThat(berth.host.container(agent)).contains(Container.EXITED);
        assertThat(status(agent)).isEqualTo(AgentStatus.HIBERNATED);
        assertThat(events(agent)).containsSubsequence("idle", "hibernating", "ended", "idle");
    }

    @Test
    void leavesOneAwakeThatIsBeingUpdated() {
        AgentId agent = idling("one");
        accepted(berth.edit.edit(agent, seen -> Decision.accepted(Updates.overlap(seen, true))));
        berth.host.neverReady("image:2");
        new Updates(berth).to("image:2", agent);

        later(agent, FREEZE.plusSeconds(1), 0);
        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);

        later(agent, Updates.MINUTE, 0);
        later(agent, FREEZE, 0);
        assertThat(status(agent)).isEqualTo(AgentStatus.HIBERNATED);
    }

    @Test
    void leavesAgentsWithoutAPolicyAwake() {
        AgentId agent = berth.running("one");

        later(agent, Duration.ofDays(30), 0);

        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
    }

    @Test
    void staysAwakeWithOpenCallsAndSleepsAfterTheLast() {
        AgentId agent = idling("one");

        berth.calls.put(agent, new Calls(0, 1, 0, 1, berth.clock.instant()));
        later(agent, Duration.ofHours(3), 0);
        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);

        berth.calls.put(agent, new Calls(0, 0, 0, 0, berth.clock.instant()));
        later(agent, FREEZE.minusSeconds(1), 0);
        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
        later(agent, Duration.ofSeconds(1), 0);
        assertThat(status(agent)).isEqualTo(AgentStatus.HIBERNATED);
    }

    @Test
    void staysAwakeWhileItComputes() {
        AgentId agent = idling("one");

        for (int i = 0; i < 20; i++) {
            later(agent, Duration.ofSeconds(10), 0.5);
            assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
        }
        later(agent, FREEZE, 0.04);

        assertThat(status(agent)).isEqualTo(AgentStatus.HIBERNATED);
    }

    @Test
    void staysAwakeWhileItsHostIsSilent() {
        AgentId agent = idling("one");

        berth.later(Duration.ofHours(1));

        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
    }

    @Test
    void isKeptAwakeByALeaseThatSurvivesItsServer() throws IOException {
        AgentId agent = idling("one");
        berth.leases.keep(agent, Duration.ofMinutes(10), "a long computation");

        berth = berth.killedAndStartedAgain(folder);
        later(agent, Duration.ofMinutes(9), 0);
        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);

        later(agent, Duration.ofMinutes(1).plus(FREEZE), 0);
        assertThat(status(agent)).isEqualTo(AgentStatus.HIBERNATED);
    }

    @Test
    void letsALeaseBeEndedAndBoundsIt() {
        AgentId agent = idling("one");
        berth.leases.keep(agent, Duration.ofHours(24), "");
        later(agent, FREEZE, 0);
        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);

        berth.leases.end(agent);
        later(agent, FREEZE, 0);
        assertThat(status(agent)).isEqualTo(AgentStatus.HIBERNATED);
        assertThatThrownBy(() -> berth.leases.keep(agent, Duration.ofHours(25), ""))
                .hasMessageContaining("24h");
    }

    @Test
    void forgetsTheLeasesOfAnAgentThatIsRemoved() {
        AgentId agent = idling("one");
        berth.leases.keep(agent, Duration.ofHours(1), "");

        accepted(berth.direct.remove(agent, false, false));
        berth.rest();
        berth.leases.reload();

        assertThat(berth.leases.of(agent)).isEmpty();
    }

    @Test
    void finishesTheCallsThatItHasBeforeItFallsAsleep() {
        AgentId agent = berth.running("one");
        berth.calls.put(agent, new Calls(1, 0, 0, 1, berth.clock.instant()));

        accepted(berth.direct.hibernate(agent, Hibernation.FREEZE));
        berth.later(Duration.ofMinutes(10));
        assertThat(berth.host.container(agent)).contains(Container.RUNS);

        berth.calls.remove(agent);
        berth.rest();
        assertThat(status(agent)).isEqualTo(AgentStatus.HIBERNATED);
    }

    @Test
    void sleepsAgainAfterACallWokeItCountedFromThatCall() {
        AgentId agent = idling("one");
        later(agent, FREEZE, 0);
        accepted(berth.direct.wake(agent));
        berth.rest();
        berth.calls.put(agent, new Calls(0, 0, 0, 0, berth.clock.instant()));

        later(agent, FREEZE.minusSeconds(1), 0);
        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
        later(agent, Duration.ofSeconds(1), 0);
        assertThat(status(agent)).isEqualTo(AgentStatus.HIBERNATED);
    }
}
