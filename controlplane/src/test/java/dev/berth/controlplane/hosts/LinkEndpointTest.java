package dev.berth.controlplane.hosts;

import static dev.berth.controlplane.Installation.accepted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.controlplane.Installation;
import dev.berth.controlplane.ObedientHost;
import dev.berth.controlplane.agents.AgentEvent;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.instance.ContainerId;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.domain.instance.Reach;
import dev.berth.domain.lifecycle.AgentStatus;
import dev.berth.domain.lifecycle.Run;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.Assignment;
import dev.berth.protocol.link.ControlPlaneLink;
import dev.berth.protocol.link.HostHello;
import dev.berth.protocol.link.HostReport;
import dev.berth.protocol.link.HostReport.Observation;
import dev.berth.protocol.link.InstanceOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What hosts are told, and what they are believed.
class LinkEndpointTest {

    private static final InstanceState PLACED = new InstanceState.Placed("pulling");
    private static final ContainerId CONTAINER = new ContainerId("c-x");

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

    private Run latest(AgentId agent) {
        return berth.record(agent).latest().orElseThrow();
    }

    private static Running running(Readiness readiness) {
        return new Running(CONTAINER, new Reach.At("10.0.0.9", 8000), readiness, Instant.EPOCH);
    }

    private InstanceState wentDown() {
        return running(Readiness.READY).ended(new EndReason.WentDown(), berth.clock.instant());
    }

    private Observation observation(AgentId agent, long generation, InstanceState state) {
        return new Observation(new InstanceId(agent, generation), state, "seen", berth.clock.instant());
    }

    private ControlPlaneLink.Session open(String name, ObedientHost host, Observation... known) {
        return berth.link.connect(new HostHello(name, "docker", 2, 1L << 32, List.of(known)), host);
    }

    private ControlPlaneLink.Session again(Observation... known) {
        return open("local", berth.host, known);
    }

    private Stream<InstanceOrder> orders(ObedientHost host) {
        return host.messages().stream()
                .flatMap(message -> switch (message) {
                    case Assignment.Complete complete -> complete.agents().stream();
                    case Assignment.Change change -> change.agents().stream();
                })
                .flatMap(each -> each instanceof AssignedAgent.Instance(var order) ? Stream.of(order) : Stream.of());
    }

    @Test
    void tellsEverythingOnConnectAndThenOnlyWhatChanged() {
        AgentId one = berth.running("one");
        AgentId two = berth.running("two");
        berth.deployed("never-placed");
        again();
        List<Assignment> before = berth.host.messages();

        accepted(berth.direct.stop(two));
        berth.rest();

        assertThat(before.getLast())
                .isInstanceOfSatisfying(
                        Assignment.Complete.class,
                        complete -> assertThat(complete.agents())
                                .extracting(AssignedAgent::agent)
                                .containsExactlyInAnyOrder(one, two));
        List<Assignment> since = berth.host
                .messages()
                .subList(before.size(), berth.host.messages().size());
        assertThat(since)
                .singleElement()
                .isInstanceOfSatisfying(
                        Assignment.Change.class,
                        change -> assertThat(change.agents())
                                .singleElement()
                                .isInstanceOfSatisfying(AssignedAgent.Instance.class, instance -> {
                                    assertThat(instance.agent()).isEqualTo(two);
                                    assertThat(instance.order().goal()).isEqualTo(Goal.STOP);
                                }));
    }

    @Test
    void numbersItsMessagesInTheOrderInWhichItSendsThem() {
        berth.running("one");
        again();
        berth.running("two");

        assertThat(berth.host.messages())
                .extracting(Assignment::version)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void tellsAHostOnlyOfItsOwnAgents() {
        ObedientHost other = new ObedientHost("other", berth.clock);
        open("other", other);
        AgentId agent = berth.running("one");

        assertThat(orders(berth.host).map(order -> order.id().agent())).contains(agent);
        assertThat(orders(other)).isEmpty();
    }

    @Test
    void repeatsNothingWhenPassesFindNothingNew() {
        berth.running("one");
        int before = berth.host.messages().size();

        berth.reconciler.pass();
        berth.reconciler.pass();

        assertThat(berth.host.messages()).hasSize(before);
    }

    @Test
    void believesWhatAHostSaysItKnowsWhenItConnects() {
        AgentId agent = berth.deployed("one");
        accepted(berth.direct.start(agent));
        berth.reconciler.pass();

        again(observation(agent, 1, running(Readiness.READY)));

        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.RUNNING);
    }

    @Test
    void recordsTheSameObservationOnce() {
        AgentId agent = berth.running("one");
        AgentRecord before = berth.record(agent);
        ControlPlaneLink.Session session = again();

        session.report(berth.host.seen(agent).orElseThrow());
        session.report(berth.host.seen(agent).orElseThrow());

        assertThat(berth.record(agent)).isEqualTo(before);
    }

    @Test
    void ignoresAnOlderGeneration() {
        AgentId agent = berth.running("one");
        accepted(berth.direct.restart(agent));
        berth.rest();
        AgentRecord before = berth.record(agent);

        again().report(observation(agent, 1, running(Readiness.PAUSED)));

        assertThat(berth.record(agent)).isEqualTo(before);
    }

    @Test
    void takesNoStepBack() {
        AgentId agent = berth.running("one");
        ControlPlaneLink.Session session = again();
        AgentRecord before = berth.record(agent);

        session.report(observation(agent, 1, PLACED));
        session.report(observation(agent, 1, new InstanceState.Prepared(CONTAINER)));
        assertThat(berth.record(agent)).isEqualTo(before);

        session.report(
                observation(agent, 1, running(Readiness.READY).ended(new EndReason.WentDown(), berth.clock.instant())));
        session.report(observation(agent, 1, running(Readiness.READY)));
        assertThat(latest(agent).live()).isFalse();
    }

    @Test
    void tellsOfTheStartOfOneThatIsReadyWhenItIsFirstSeenToRun() {
        AgentId agent = berth.deployed("one");
        ControlPlaneLink.Session session = again();
        accepted(berth.direct.start(agent));
        berth.reconciler.pass();
        session.report(observation(agent, 1, new InstanceState.Prepared(CONTAINER)));

        session.report(observation(agent, 1, running(Readiness.READY)));

        List<AgentEvent> events = berth.store.events(agent, 0, 500);
        assertThat(events).extracting(AgentEvent::kind).endsWith("prepared", "started", "ready");
        assertThat(events.get(events.size() - 2).at())
                .isEqualTo(running(Readiness.READY).since());
    }

    @Test
    void remembersWhenAnInstanceWasFirstReady() {
        AgentId agent = berth.running("one");
        @Nullable Instant first = latest(agent).readyAt();
        ControlPlaneLink.Session session = again();
        berth.clock.advance(Duration.ofMinutes(1));

        session.report(observation(agent, 1, running(Readiness.STARTING)));
        session.report(observation(agent, 1, running(Readiness.READY)));

        assertThat(latest(agent).readyAt()).isEqualTo(first);
    }

    @Test
    void ignoresAgentsThatItDoesNotKnow() {
        AgentId stranger = new AgentId("f".repeat(32));
        ControlPlaneLink.Session session = again(observation(stranger, 4, running(Readiness.READY)));

        session.report(observation(stranger, 4, running(Readiness.READY)));
        session.report(new HostReport.Discarded(stranger));

        assertThat(berth.store.all()).isEmpty();
    }

    @Test
    void believesNoOtherHostAboutAnInstance() {
        AgentId agent = berth.running("one");
        AgentRecord before = berth.record(agent);
        ControlPlaneLink.Session other = open("other", new ObedientHost("other", berth.clock));

        other.report(observation(agent, 1, new InstanceState.Ended(new EndReason.Stopped(), berth.clock.instant())));

        assertThat(berth.record(agent)).isEqualTo(before);
    }

    @Test
    void keepsAnAgentOfWhichAHostSaysThatNothingIsLeftAlthoughNobodyRemovedIt() {
        AgentId agent = berth.running("one");
        accepted(berth.direct.stop(agent));
        berth.rest();

        again().report(new HostReport.Discarded(agent));

        assertThat(berth.store.find(agent)).isPresent();
    }

    @Test
    void listensToTheNewestSessionOfAHostOnly() {
        AgentId agent = berth.running("one");
        ControlPlaneLink.Session old = again();
        again();

        old.report(
                observation(agent, 1, running(Readiness.READY).ended(new EndReason.WentDown(), berth.clock.instant())));
        old.close();

        assertThat(latest(agent).live()).isTrue();
        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.RUNNING);
    }

    @Test
    void tellsWhenAnEngineDoesNotAnswerAndWhenItDoesAgain() {
        AgentId agent = berth.running("one");
        ControlPlaneLink.Session session = again();

        session.report(new HostReport.EngineHealth(Optional.of("Its engine does not answer."), berth.clock.instant()));
        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.UNREACHABLE);
        assertThat(berth.standing(agent).reason()).isEqualTo("Its engine does not answer.");
        assertThat(berth.hosts.pick()).isEmpty();

        session.report(new HostReport.EngineHealth(Optional.empty(), berth.clock.instant()));
        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.RUNNING);
        assertThat(berth.hosts.pick()).contains("local");
    }

    /// The database is an older backup, but the host went on since.
    @Test
    void goesOnAboveAGenerationThatOnlyTheHostKnows() {
        AgentId agent = berth.running("one");

        again(observation(agent, 7, running(Readiness.READY)));
        berth.rest();
        assertThat(berth.record(agent).generation()).isEqualTo(7);
        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.RUNNING);
        assertThat(orders(berth.host).map(InstanceOrder::id).toList().getLast()).isEqualTo(new InstanceId(agent, 7));

        again(observation(agent, 7, wentDown()), observation(agent, 8, wentDown()));
        berth.rest();
        assertThat(berth.record(agent).generation()).isEqualTo(9);
    }

    /// Since the backup an update went back: what it tried has ended beside what serves on.
    @Test
    void leavesInChargeWhatLivesThoughTheHostKnowsANewerOneThatHasEnded() {
        AgentId agent = berth.running("one");

        again(observation(agent, 1, running(Readiness.READY)), observation(agent, 2, wentDown()));
        berth.rest();

        assertThat(latest(agent).id().generation()).isEqualTo(1);
        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.RUNNING);
        assertThat(berth.host.container(agent)).contains(ObedientHost.Container.RUNS);
        assertThat(berth.record(agent).generation()).isEqualTo(2);
    }

    @Test
    void endsWhatOnlyTheHostKnowsWhenItIsNotWanted() {
        AgentId agent = berth.running("one");
        accepted(berth.direct.stop(agent));
        berth.rest();

        again(observation(agent, 7, running(Readiness.READY)));
        berth.reconciler.pass();

        assertThat(latest(agent).id().generation()).isEqualTo(7);
        assertThat(latest(agent).goal()).isEqualTo(Goal.STOP);
    }
}
