package dev.berth.controlplane.reconcile;

import static dev.berth.controlplane.Installation.accepted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.controlplane.Installation;
import dev.berth.controlplane.ObedientHost.Container;
import dev.berth.controlplane.agents.AgentEvent;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.Decision;
import dev.berth.controlplane.agents.Refusal;
import dev.berth.controlplane.agents.SampleAgents;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.PortRequest;
import dev.berth.domain.agent.StartPolicy;
import dev.berth.domain.lifecycle.AgentStatus;
import dev.berth.domain.lifecycle.Run;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.Assignment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people ask for, carried out by use cases, reconciler, link and a host in memory over a real database.
class LifecycleTest {

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

    private Run latest(AgentId agent) {
        return berth.record(agent).latest().orElseThrow();
    }

    private long generation(AgentId agent) {
        return berth.record(agent).generation();
    }

    private List<String> events(AgentId agent) {
        return berth.store.events(agent, 0, 500).stream().map(AgentEvent::kind).toList();
    }

    @Test
    void runsWhatWasDeployedToRunAndTellsEachStep() {
        AgentId agent = berth.running("one");

        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
        assertThat(generation(agent)).isEqualTo(1);
        assertThat(latest(agent).readyAt()).isNotNull();
        assertThat(berth.host.container(agent)).contains(Container.RUNS);
        assertThat(events(agent)).containsExactly("created", "placed", "prepared", "started", "ready");
    }

    @Test
    void leavesAloneWhatNobodyStarted() {
        AgentId agent = berth.deployed("one");
        berth.rest();

        assertThat(status(agent)).isEqualTo(AgentStatus.CREATED);
        assertThat(berth.record(agent).latest()).isEmpty();
        assertThat(berth.host.messages()).hasSize(1);
    }

    @Test
    void stopsAndStartsAgain() {
        AgentId agent = berth.running("one");

        accepted(berth.direct.stop(agent));
        assertThat(status(agent)).isEqualTo(AgentStatus.STOPPING);
        berth.rest();
        assertThat(status(agent)).isEqualTo(AgentStatus.STOPPED);
        assertThat(berth.host.container(agent)).contains(Container.EXITED);

        accepted(berth.direct.start(agent));
        berth.rest();
        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
        assertThat(generation(agent)).isEqualTo(2);
        assertThat(berth.record(agent).agent().restarts()).isZero();
    }

    @Test
    void restartsByPlacingTheNextInstanceAfterTheOldOneEnded() {
        AgentId agent = berth.running("one");

        accepted(berth.direct.restart(agent));
        assertThat(status(agent)).isEqualTo(AgentStatus.STARTING);
        berth.rest();

        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
        assertThat(generation(agent)).isEqualTo(2);
        assertThat(berth.store.runs(agent, 10).getLast().state().live()).isFalse();
        assertThat(events(agent))
                .containsSubsequence("restart_asked", "stopping", "ended", "placed", "prepared", "started", "ready");
    }

    @Test
    void restartsUnderTheNewestRevision() {
        AgentId agent = berth.running("one");
        accepted(berth.edit.edit(
                agent, seen -> Decision.accepted(SampleAgents.edit(seen, SampleAgents.spec("image:2")))));
        berth.rest();
        assertThat(berth.record(agent).inForce().program().image()).isEqualTo("berth/agent:latest");
        assertThat(generation(agent)).isEqualTo(1);

        accepted(berth.direct.restart(agent));
        berth.rest();

        assertThat(berth.record(agent).inForce().program().image()).isEqualTo("image:2");
        assertThat(latest(agent).revision().number()).isEqualTo(2);
    }

    @Test
    void pausesAndResumes() {
        AgentId agent = berth.running("one");

        accepted(berth.direct.pause(agent));
        berth.rest();
        assertThat(status(agent)).isEqualTo(AgentStatus.PAUSED);
        assertThat(berth.host.container(agent)).contains(Container.FROZEN);

        berth.later(Duration.ofHours(1));
        assertThat(status(agent)).isEqualTo(AgentStatus.PAUSED);

        accepted(berth.direct.resume(agent));
        berth.rest();
        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
        assertThat(berth.host.container(agent)).contains(Container.RUNS);
    }

    @Test
    void thawsAPausedAgentThatIsStopped() {
        AgentId agent = berth.running("one");
        accepted(berth.direct.pause(agent));
        berth.rest();

        accepted(berth.direct.stop(agent));
        berth.rest();

        assertThat(status(agent)).isEqualTo(AgentStatus.STOPPED);
        assertThat(berth.host.container(agent)).contains(Container.EXITED);
    }

    @Test
    void removesAnAgentUntilNothingIsLeft() {
        AgentId agent = berth.running("one", SampleAgents.spec(port(PortRequest.AUTO)));

        accepted(berth.direct.remove(agent, true, false));
        assertThat(status(agent)).isEqualTo(AgentStatus.STOPPING);
        berth.rest();

        assertThat(berth.store.find(agent)).isEmpty();
        assertThat(berth.store.reservedPorts("local")).isEmpty();
        assertThat(berth.directory.find(agent)).isEmpty();
        assertThat(berth.host.container(agent)).isEmpty();
        assertThat(discards()).contains(new AssignedAgent.Discard(agent, true));
        assertThat(berth.host.messages().getLast())
                .isInstanceOfSatisfying(
                        Assignment.Change.class,
                        last -> assertThat(last.forgotten()).containsExactly(agent));
    }

    private Stream<AssignedAgent> discards() {
        return berth.host.messages().stream()
                .flatMap(message -> switch (message) {
                    case Assignment.Complete complete -> complete.agents().stream();
                    case Assignment.Change change -> change.agents().stream();
                })
                .filter(AssignedAgent.Discard.class::isInstance);
    }

    @Test
    void givesAProgramItsTimeUnlessItsRemovalIsForced() {
        AgentId gently = berth.running("gently");
        AgentId forced = berth.running("forced");

        accepted(berth.direct.remove(gently, false, false));
        accepted(berth.direct.remove(forced, false, true));
        berth.rest();

        assertThat(berth.host.grace(gently)).contains(Duration.ofSeconds(10));
        assertThat(berth.host.grace(forced)).contains(Duration.ZERO);
    }

    @Test
    void forcesARemovalThatBeganGently() {
        AgentId agent = berth.running("one");
        accepted(berth.direct.remove(agent, false, false));
        berth.reconciler.pass();

        accepted(berth.direct.remove(agent, true, true));
        berth.rest();

        assertThat(berth.host.grace(agent)).contains(Duration.ZERO);
        assertThat(discards()).contains(new AssignedAgent.Discard(agent, true));
    }

    @Test
    void removesAnAgentThatNoHostEverKnew() {
        AgentId agent = berth.deployed("one");

        accepted(berth.direct.remove(agent, false, false));
        berth.rest();

        assertThat(berth.store.find(agent)).isEmpty();
        assertThat(discards()).isEmpty();
    }

    @Test
    void removesWhenTheHostIsBack() {
        AgentId agent = berth.running("one");
        berth.host.disconnect();
        accepted(berth.direct.remove(agent, false, false));
        berth.rest();
        assertThat(berth.store.find(agent)).isPresent();

        berth.host.connect(berth.link);
        berth.rest();

        assertThat(berth.store.find(agent)).isEmpty();
        assertThat(berth.host.container(agent)).isEmpty();
    }

    @Test
    void doesNothingMoreForAnAgentThatIsBeingRemoved() {
        AgentId agent = berth.running("one");
        berth.host.disconnect();
        accepted(berth.direct.remove(agent, false, false));

        assertThat(List.of(
                        berth.direct.start(agent),
                        berth.direct.stop(agent),
                        berth.direct.restart(agent),
                        berth.direct.pause(agent),
                        berth.direct.resume(agent)))
                .allSatisfy(decision -> assertThat(decision)
                        .isEqualTo(Decision.refused(
                                new Refusal.WrongTime(agent, "It is being removed.", "Deploy another agent."))));
    }

    @Test
    void makesOneInstanceOfTwentyParallelStarts() throws InterruptedException {
        AgentId agent = berth.deployed("one");

        List<Decision<AgentRecord>> decisions = inParallel(20, () -> berth.direct.start(agent));
        berth.rest();

        assertThat(decisions).allSatisfy(each -> assertThat(each).isInstanceOf(Decision.Accepted.class));
        assertThat(generation(agent)).isEqualTo(1);
        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
        assertThat(events(agent)).containsOnlyOnce("start_asked");
    }

    @Test
    void startsAStoppedAgentOnceOnTwentyParallelStarts() throws InterruptedException {
        AgentId agent = berth.running("one");
        accepted(berth.direct.stop(agent));
        berth.rest();

        List<Decision<AgentRecord>> decisions = inParallel(20, () -> berth.direct.start(agent));
        berth.rest();

        assertThat(decisions).allSatisfy(each -> assertThat(each).isInstanceOf(Decision.Accepted.class));
        assertThat(generation(agent)).isEqualTo(2);
        assertThat(events(agent)).containsOnlyOnce("start_asked");
    }

    @Test
    void carriesOutFortyParallelRequestsOfEveryKind() throws InterruptedException {
        AgentId agent = berth.running("one");

        List<Decision<AgentRecord>> decisions = inParallel(40, () -> berth.direct.restart(agent));
        berth.rest();

        assertThat(decisions).allSatisfy(each -> assertThat(each).isInstanceOf(Decision.Accepted.class));
        assertThat(generation(agent)).isEqualTo(2);
        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
    }

    private static <T> List<T> inParallel(int times, Callable<T> work) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(Stream.generate(() -> work).limit(times).toList()).stream()
                    .map(Future::resultNow)
                    .toList();
        }
    }

    private static List<PortRequest> port(int host) {
        return List.of(new PortRequest(8000, host, PortRequest.LOOPBACK));
    }

    @Test
    void tellsTheHostWhoTheAgentIsAndWhichPortsItHas() {
        AgentId agent = berth.running("one", SampleAgents.spec(port(PortRequest.AUTO)));

        AssignedAgent last = berth.host.messages().stream()
                .flatMap(
                        message -> message instanceof Assignment.Change change ? change.agents().stream() : Stream.of())
                .reduce((_, newest) -> newest)
                .orElseThrow();

        assertThat(last).isInstanceOfSatisfying(AssignedAgent.Instance.class, instance -> {
            assertThat(instance.order().identity())
                    .containsEntry("AGENT_ID", agent.value())
                    .containsEntry("AGENT_NAME", "one")
                    .containsKeys("AGENT_TYPE", "AGENT_CONFIG");
            assertThat(instance.order().hostPorts()).containsEntry(8000, 9000);
        });
    }

    @Test
    void doesNotDeployTwoAgentsUnderOneSlug() {
        berth.running("one");

        assertThat(berth.deploy.deploy(Installation.asked("one", StartPolicy.MANUAL, SampleAgents.spec())))
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.SlugTaken.class));
    }
}
