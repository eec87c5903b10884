package dev.berth.controlplane.reconcile;

import static dev.berth.controlplane.Installation.accepted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.controlplane.Installation;
import dev.berth.controlplane.ObedientHost.Container;
import dev.berth.controlplane.agents.AgentEdit;
import dev.berth.controlplane.agents.AgentEvent;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.AgentView;
import dev.berth.controlplane.agents.AwaitAgent;
import dev.berth.controlplane.agents.Decision;
import dev.berth.controlplane.agents.SampleAgents;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.StartPolicy;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.lifecycle.AgentStatus;
import dev.berth.domain.lifecycle.Standing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Agents that sleep until somebody calls them, and what wakes them.
class SleepTest {

    private static final String CALL = "A call woke it.";

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

    private AgentId onDemand(String slug) {
        return accepted(berth.deploy.deploy(Installation.asked(slug, StartPolicy.ON_DEMAND, SampleAgents.spec())))
                .agent()
                .id();
    }

    private AgentId asleep(String slug, Hibernation depth) {
        AgentId agent = berth.running(slug);
        accepted(berth.direct.hibernate(agent, depth));
        berth.rest();
        return agent;
    }

    private AgentStatus status(AgentId agent) {
        return berth.standing(agent).status();
    }

    private List<String> events(AgentId agent) {
        return berth.store.events(agent, 0, 500).stream().map(AgentEvent::kind).toList();
    }

    private void awaitWake(AgentId agent) throws InterruptedException {
        awaitRun(agent);
        berth.rest();
    }

    private void awaitRun(AgentId agent) throws InterruptedException {
        AwaitAgent await = new AwaitAgent();
        berth.directory.subscribe(await::changed);
        Optional<AgentView> seen = await.until(
                agent,
                () -> berth.directory.find(agent).map(berth.find::view),
                view -> view.record().agent().wish().goal() == Goal.RUN,
                Duration.ofSeconds(30));
        assertThat(seen.map(view -> view.record().agent().wish().goal())).contains(Goal.RUN);
    }

    @ParameterizedTest
    @EnumSource(Hibernation.class)
    void sleepsUntilACallWakesIt(Hibernation depth) throws InterruptedException {
        AgentId agent = asleep("one", depth);

        assertThat(berth.standing(agent)).isEqualTo(new Standing(AgentStatus.HIBERNATED, "It was sent to sleep."));
        assertThat(berth.host.container(agent))
                .contains(depth == Hibernation.FREEZE ? Container.FROZEN : Container.EXITED);

        berth.waker.wanted(agent, CALL);
        awaitWake(agent);

        assertThat(berth.standing(agent)).isEqualTo(new Standing(AgentStatus.RUNNING, CALL));
        assertThat(berth.record(agent).generation()).isEqualTo(2);
        assertThat(berth.record(agent).agent().restarts()).isZero();
    }

    @Test
    void wakesOnceHoweverManyCallsWait() throws InterruptedException {
        AgentId agent = asleep("one", Hibernation.FREEZE);
        Callable<Void> call = () -> {
            berth.waker.wanted(agent, CALL);
            return null;
        };

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.invokeAll(Collections.nCopies(500, call));
        }
        awaitWake(agent);

        assertThat(events(agent)).containsOnlyOnce("wake_asked");
        assertThat(berth.record(agent).generation()).isEqualTo(2);
    }

    @Test
    void theNextInstanceIsWrittenWithTheWakeThatAsksForIt() throws InterruptedException {
        AgentId agent = asleep("one", Hibernation.FREEZE);
        AgentRecord before = berth.record(agent);

        berth.waker.wanted(agent, CALL);
        awaitRun(agent);

        assertThat(berth.record(agent).version()).isEqualTo(before.version() + 1);
        assertThat(berth.record(agent).generation()).isEqualTo(2);
        assertThat(events(agent)).endsWith("wake_asked", "placed");
    }

    @Test
    void wakesBecauseAPersonSaysSo() {
        AgentId agent = asleep("one", Hibernation.STOP);

        accepted(berth.direct.wake(agent));
        berth.rest();

        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
        assertThat(accepted(berth.direct.wake(agent)).generation()).isEqualTo(2);
    }

    @Test
    void startsAnOnDemandAgentWithItsFirstCall() throws InterruptedException {
        AgentId agent = onDemand("one");
        berth.rest();
        assertThat(berth.standing(agent))
                .isEqualTo(new Standing(AgentStatus.CREATED, "It starts with its first call."));
        assertThat(berth.record(agent).latest()).isEmpty();

        berth.waker.wanted(agent, CALL);
        awaitWake(agent);

        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
        assertThat(berth.record(agent).generation()).isEqualTo(1);
    }

    @Test
    void goesOnWithoutABreakWhenACallComesBeforeItWasToldToSleep() throws InterruptedException {
        AgentId agent = berth.running("one");
        accepted(berth.direct.hibernate(agent, Hibernation.FREEZE));

        berth.waker.wanted(agent, CALL);
        awaitWake(agent);

        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
        assertThat(berth.record(agent).generation()).isEqualTo(1);
        assertThat(berth.host.container(agent)).contains(Container.RUNS);
    }

    @Test
    void wakesAfterItFellAsleepWhenACallCameMeanwhile() throws InterruptedException {
        AgentId agent = berth.running("one");
        accepted(berth.direct.hibernate(agent, Hibernation.FREEZE));
        berth.reconciler.pass();
        assertThat(status(agent)).isEqualTo(AgentStatus.STOPPING);

        berth.waker.wanted(agent, CALL);
        awaitWake(agent);

        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
        assertThat(berth.record(agent).generation()).isEqualTo(2);
    }

    /// The container is frozen with its memory until the new instance thaws it.
    @Test
    void keepsItsMemoryWhenItIsPausedWhileACallWakesIt() throws InterruptedException {
        AgentId agent = asleep("one", Hibernation.FREEZE);
        berth.waker.wanted(agent, CALL);
        awaitRun(agent);
        assertThat(berth.record(agent).generation()).isEqualTo(2);

        accepted(berth.direct.pause(agent));
        berth.rest();

        assertThat(status(agent)).isEqualTo(AgentStatus.PAUSED);
        assertThat(berth.host.container(agent)).contains(Container.FROZEN);
    }

    @Test
    void canStillSleepDeeperWhenItWasSentToSleepAgainWhileACallWokeIt() throws InterruptedException {
        AgentId agent = asleep("one", Hibernation.FREEZE);
        berth.waker.wanted(agent, CALL);
        awaitRun(agent);
        accepted(berth.direct.hibernate(agent, Hibernation.FREEZE));
        berth.rest();
        assertThat(berth.host.container(agent)).contains(Container.FROZEN);

        accepted(berth.direct.hibernate(agent, Hibernation.STOP));
        berth.rest();

        assertThat(berth.host.container(agent)).contains(Container.EXITED);
        assertThat(status(agent)).isEqualTo(AgentStatus.HIBERNATED);
    }

    @Test
    void leavesAloneWhatAPersonStoppedOrPausedAndWhatNobodyStarted() throws InterruptedException {
        AgentId stopped = berth.running("stopped");
        AgentId paused = berth.running("paused");
        AgentId manual = berth.deployed("manual");
        AgentId refused = onDemand("refused");
        accepted(berth.direct.stop(stopped));
        accepted(berth.direct.pause(paused));
        accepted(berth.direct.stop(refused));
        AgentId sleeper = asleep("sleeper", Hibernation.FREEZE);
        berth.rest();

        List.of(stopped, paused, manual, refused, sleeper).forEach(agent -> berth.waker.wanted(agent, CALL));
        awaitWake(sleeper);

        assertThat(status(stopped)).isEqualTo(AgentStatus.STOPPED);
        assertThat(status(paused)).isEqualTo(AgentStatus.PAUSED);
        assertThat(status(manual)).isEqualTo(AgentStatus.CREATED);
        assertThat(status(refused)).isEqualTo(AgentStatus.CREATED);
        assertThat(berth.record(refused).agent().wish().cause()).isEqualTo(Wish.Cause.PERSON);
    }

    @Test
    void stopsAFrozenAgentThatShallSleepDeeperAndNeverTheOtherWay() {
        AgentId agent = asleep("one", Hibernation.FREEZE);

        accepted(berth.direct.hibernate(agent, Hibernation.STOP));
        berth.rest();
        assertThat(berth.host.container(agent)).contains(Container.EXITED);
        assertThat(status(agent)).isEqualTo(AgentStatus.HIBERNATED);

        accepted(berth.direct.hibernate(agent, Hibernation.FREEZE));
        assertThat(berth.record(agent).agent().wish().depth()).isEqualTo(Hibernation.STOP);
        accepted(berth.direct.wake(agent));
        berth.rest();
        assertThat(berth.host.container(agent)).contains(Container.RUNS);
    }

    @Test
    void isStoppedByAPersonWhileItSleeps() {
        AgentId agent = asleep("one", Hibernation.FREEZE);

        accepted(berth.direct.stop(agent));
        berth.rest();

        assertThat(status(agent)).isEqualTo(AgentStatus.STOPPED);
        assertThat(berth.host.container(agent)).contains(Container.EXITED);
    }

    @Test
    void refusesToSendToSleepWhatDoesNotRunAndToWakeWhatDoesNotSleep() {
        AgentId agent = berth.deployed("one");

        assertThat(berth.direct.hibernate(agent, Hibernation.STOP)).isInstanceOf(Decision.Refused.class);
        assertThat(berth.direct.wake(agent)).isInstanceOf(Decision.Refused.class);
    }

    @Test
    void takesAnotherStartAtOnceAsLongAsItNeverRan() {
        AgentId agent = berth.deployed("one");

        edit(agent, StartPolicy.ON_DEMAND);
        assertThat(berth.record(agent).agent().wish().endsWithACall()).isTrue();

        edit(agent, StartPolicy.MANUAL);
        assertThat(berth.record(agent).agent().wish().endsWithACall()).isFalse();
    }

    private void edit(AgentId agent, StartPolicy start) {
        accepted(berth.edit.edit(
                agent,
                seen -> Decision.accepted(new AgentEdit(
                        seen.agent().profile(), seen.agent().conduct().with(start), Optional.empty(), seen.spec()))));
    }

    @Test
    void wakesAlthoughItsServerWasKilledMeanwhile() throws IOException, InterruptedException {
        AgentId agent = asleep("one", Hibernation.FREEZE);

        berth = berth.killedAndStartedAgain(folder);
        berth.waker.wanted(agent, CALL);
        awaitWake(agent);

        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
    }
}
