package dev.berth.controlplane.reconcile;

import static dev.berth.controlplane.Installation.accepted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.controlplane.Installation;
import dev.berth.controlplane.ObedientHost.Container;
import dev.berth.controlplane.agents.AgentEvent;
import dev.berth.controlplane.agents.RivalStore;
import dev.berth.controlplane.agents.RollOut;
import dev.berth.controlplane.agents.SampleAgents;
import dev.berth.domain.activity.Calls;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.Stopping;
import dev.berth.domain.lifecycle.AgentStatus;
import dev.berth.domain.lifecycle.Standing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Agents that have calls when they are to end.
class DrainTest {

    @TempDir
    Path folder;

    private Installation berth;
    private RivalStore store;

    @BeforeEach
    void open() throws IOException {
        berth = Installation.in(folder, RivalStore::new);
        store = (RivalStore) berth.store;
    }

    @AfterEach
    void close() {
        berth.close();
    }

    /// One that has so many calls, and 30 s for them when it ends.
    private AgentId working(int calls) {
        AgentId agent = berth.running("one");
        has(agent, calls);
        return agent;
    }

    private void has(AgentId agent, int calls) {
        berth.calls.put(agent, new Calls(calls, 0, 0, calls, berth.clock.instant()));
    }

    private AgentStatus status(AgentId agent) {
        return berth.standing(agent).status();
    }

    private List<String> reasons(AgentId agent, String kind) {
        return berth.store.events(agent, 0, 500).stream()
                .filter(event -> event.kind().equals(kind))
                .map(AgentEvent::reason)
                .toList();
    }

    @Test
    void finishesItsCallsBeforeItStops() {
        AgentId agent = working(2);

        accepted(berth.direct.stop(agent));
        berth.later(Duration.ofSeconds(10));
        assertThat(berth.host.container(agent)).contains(Container.RUNS);
        assertThat(berth.standing(agent))
                .isEqualTo(
                        new Standing(AgentStatus.STOPPING, "It was stopped. It waits for 2 open calls, at most 20 s."));

        has(agent, 0);
        berth.rest();
        assertThat(status(agent)).isEqualTo(AgentStatus.STOPPED);
        assertThat(reasons(agent, "stopping")).containsExactly("It was stopped.");
    }

    /// Until it is written that it is to end, its route is open.
    @ParameterizedTest
    @ValueSource(strings = {"stop", "restart", "remove"})
    void finishesACallThatComesWhileItIsToldToEnd(String how) {
        AgentId agent = working(0);
        store.whileWriting(() -> has(agent, 1));

        accepted(
                switch (how) {
                    case "stop" -> berth.direct.stop(agent);
                    case "restart" -> berth.direct.restart(agent);
                    default -> berth.direct.remove(agent, false, false);
                });
        berth.rest();

        assertThat(berth.host.container(agent)).contains(Container.RUNS);
        assertThat(berth.record(agent).generation()).isEqualTo(1);
        assertThat(berth.standing(agent).reason()).endsWith("It waits for 1 open call, at most 30 s.");
    }

    @Test
    void isStoppedWithItsCallsWhenTheirTimeIsOver() {
        AgentId agent = working(2);

        accepted(berth.direct.stop(agent));
        berth.later(Duration.ofSeconds(30).minusMillis(1));
        assertThat(berth.host.container(agent)).contains(Container.RUNS);
        berth.later(Duration.ofMillis(1));

        assertThat(status(agent)).isEqualTo(AgentStatus.STOPPED);
        assertThat(reasons(agent, "stopping")).containsExactly("It was stopped. 2 open calls are cut off.");
    }

    @Test
    void finishesItsCallsBeforeItStartsAgain() {
        AgentId agent = working(1);

        accepted(berth.direct.restart(agent));
        berth.later(Duration.ofSeconds(10));
        assertThat(berth.record(agent).generation()).isEqualTo(1);
        assertThat(berth.standing(agent))
                .isEqualTo(new Standing(
                        AgentStatus.STARTING,
                        "Its previous instance is ending. It was restarted. It waits for 1 open call, at most 20 s."));

        has(agent, 0);
        berth.rest();
        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
        assertThat(berth.record(agent).generation()).isEqualTo(2);
    }

    @Test
    void finishesItsCallsBeforeItIsRemovedUnlessByForce() {
        AgentId agent = working(1);

        accepted(berth.direct.remove(agent, false, false));
        berth.rest();
        assertThat(berth.host.container(agent)).contains(Container.RUNS);

        accepted(berth.direct.remove(agent, false, true));
        berth.rest();
        assertThat(berth.directory.find(agent)).isEmpty();
    }

    @Test
    void finishesItsCallsBeforeItIsUpdatedUnlessByForce() {
        AgentId agent = working(1);

        new Updates(berth).to("image:2", agent);
        assertThat(berth.record(agent).generation()).isEqualTo(1);

        accepted(new Updates(berth).asked("image:3", agent, new RollOut.Terms(Updates.MINUTE, true)));
        berth.rest();
        assertThat(berth.record(agent).inForce().program().image()).isEqualTo("image:3");
    }

    @Test
    void cutsItsCallsOffWhenAskedToEvenAfterwards() {
        AgentId agent = working(3);
        accepted(berth.direct.stop(agent));
        berth.rest();
        assertThat(status(agent)).isEqualTo(AgentStatus.STOPPING);

        accepted(berth.direct.stop(agent, true));
        berth.rest();

        assertThat(status(agent)).isEqualTo(AgentStatus.STOPPED);
        long version = berth.record(agent).version();
        accepted(berth.direct.stop(agent, true));
        assertThat(berth.record(agent).version()).isEqualTo(version);
    }

    @Test
    void doesNotWaitWhenItsOwnerGaveItsCallsNoTime() {
        AgentId agent =
                berth.running("one", SampleAgents.spec().with(new Stopping(Duration.ZERO, Duration.ofSeconds(10))));
        has(agent, 1);

        accepted(berth.direct.stop(agent));
        berth.rest();

        assertThat(status(agent)).isEqualTo(AgentStatus.STOPPED);
    }

    @Test
    void goesOnAsItWasWhenItIsWantedAgainMeanwhile() {
        AgentId agent = working(1);
        accepted(berth.direct.stop(agent));
        berth.later(Duration.ofSeconds(5));

        accepted(berth.direct.start(agent));
        berth.later(Duration.ofMinutes(5));

        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
        assertThat(berth.record(agent).generation()).isEqualTo(1);
    }

    @Test
    void givesItsCallsNoMoreTimeWhenTheServerIsKilledMeanwhile() throws IOException {
        AgentId agent = working(1);
        accepted(berth.direct.stop(agent));
        berth.later(Duration.ofSeconds(20));

        berth = berth.killedAndStartedAgain(folder);
        has(agent, 1);
        berth.later(Duration.ofSeconds(9));
        assertThat(berth.host.container(agent)).contains(Container.RUNS);
        berth.later(Duration.ofSeconds(1));

        assertThat(status(agent)).isEqualTo(AgentStatus.STOPPED);
    }

    @Test
    void pausesAtOnceSinceItsCallsGoOnWithIt() {
        AgentId agent = working(1);

        accepted(berth.direct.pause(agent));
        berth.rest();

        assertThat(status(agent)).isEqualTo(AgentStatus.PAUSED);
        assertThat(reasons(agent, "hibernating")).containsExactly("It was paused.");
    }

    @Test
    void finishesItsCallsWhenItIsPausedWhileItEndsForARestart() {
        AgentId agent = working(1);
        accepted(berth.direct.restart(agent));
        berth.later(Duration.ofSeconds(10));

        accepted(berth.direct.pause(agent));
        berth.later(Duration.ofSeconds(10));
        assertThat(berth.host.container(agent)).contains(Container.RUNS);

        has(agent, 0);
        berth.rest();
        assertThat(status(agent)).isEqualTo(AgentStatus.PAUSED);
        assertThat(reasons(agent, "stopping")).containsExactly("It was paused.");
    }

    @Test
    void fallsAsleepWithOpenCallsOnlyByForce() {
        AgentId agent = working(1);
        accepted(berth.direct.hibernate(agent, Hibernation.FREEZE));
        berth.later(Duration.ofMinutes(10));
        assertThat(berth.standing(agent).reason()).isEqualTo("It was sent to sleep. It waits for 1 open call.");

        accepted(berth.direct.hibernate(agent, Hibernation.FREEZE, true));
        berth.rest();

        assertThat(status(agent)).isEqualTo(AgentStatus.HIBERNATED);
    }
}
