package dev.berth.controlplane.reconcile;

import static dev.berth.controlplane.Installation.accepted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.controlplane.Installation;
import dev.berth.controlplane.ObedientHost.Container;
import dev.berth.controlplane.agents.AgentEdit;
import dev.berth.controlplane.agents.AgentEvent;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.Decision;
import dev.berth.controlplane.agents.Refusal;
import dev.berth.controlplane.agents.RollOut;
import dev.berth.controlplane.agents.SampleAgents;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.AgentSpec.Network;
import dev.berth.domain.agent.Conduct;
import dev.berth.domain.agent.PortRequest;
import dev.berth.domain.agent.Rollout;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.lifecycle.AgentStatus;
import dev.berth.domain.lifecycle.Run;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.Assignment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Updates of agents whose new instance gets ready while the old one takes the calls.
///
/// The host in memory fails the test when it runs more instances than it was told, or a third.
class OverlapTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String OLD = "berth/agent:latest";

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

    private AgentId overlapping() {
        AgentId agent = berth.running("one");
        accepted(berth.edit.edit(agent, seen -> Decision.accepted(overlap(seen, true))));
        return agent;
    }

    private static AgentEdit overlap(AgentRecord seen, boolean yes) {
        AgentEdit same = SampleAgents.edit(seen, seen.spec());
        return new AgentEdit(same.profile(), same.conduct().overlap(yes), same.token(), same.spec());
    }

    private Decision<AgentRecord> update(AgentId agent, String image) {
        return berth.edit.rollOut(
                agent,
                new RollOut.Terms(MINUTE, false),
                seen -> Decision.accepted(SampleAgents.edit(seen, SampleAgents.spec(image))));
    }

    private String image(AgentId agent) {
        return berth.record(agent).inForce().program().image();
    }

    private long inCharge(AgentId agent) {
        return berth.record(agent).latest().orElseThrow().id().generation();
    }

    private long alive(AgentId agent) {
        return berth.store.runs(agent, 100).stream().filter(Run::live).count();
    }

    private Optional<Rollout.Phase> phase(AgentId agent) {
        return Optional.ofNullable(berth.record(agent).agent().wish().rollout()).map(Rollout::phase);
    }

    private List<String> events(AgentId agent) {
        return berth.store.events(agent, 0, 500).stream().map(AgentEvent::kind).toList();
    }

    @Test
    void serveOnWhileTheNewOneGetsReady() {
        AgentId agent = overlapping();
        berth.host.neverReady("image:2");

        accepted(update(agent, "image:2"));
        berth.rest();

        assertThat(image(agent)).isEqualTo(OLD);
        assertThat(inCharge(agent)).isEqualTo(1);
        assertThat(alive(agent)).isEqualTo(2);
        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.RUNNING);
        assertThat(berth.standing(agent).reason()).isEqualTo("It is being updated to revision 2.");
    }

    @Test
    void changeOverWhenTheNewOneIsReadyAndEndTheOldOne() {
        AgentId agent = overlapping();

        accepted(update(agent, "image:2"));
        berth.rest();

        assertThat(image(agent)).isEqualTo("image:2");
        assertThat(inCharge(agent)).isEqualTo(2);
        assertThat(alive(agent)).isEqualTo(1);
        assertThat(phase(agent)).contains(Rollout.Phase.DONE);
        assertThat(berth.standing(agent).reason()).isEqualTo("It was updated to revision 2.");
        assertThat(events(agent))
                .containsSubsequence("rollout_asked", "placed", "ready", "rolled_out", "stopping", "ended");
        assertThat(berth.host.container(agent)).contains(Container.RUNS);
        assertThat(lastOrders(agent)).hasSize(1);
    }

    private List<Long> lastOrders(AgentId agent) {
        return berth.host.messages().stream()
                .flatMap(message -> switch (message) {
                    case Assignment.Complete complete -> complete.agents().stream();
                    case Assignment.Change change -> change.agents().stream();
                })
                .filter(each -> each.agent().equals(agent))
                .reduce((_, last) -> last)
                .map(AssignedAgent::orders)
                .orElseThrow()
                .stream()
                .map(order -> order.id().generation())
                .toList();
    }

    @Test
    void letTheOldOneFinishItsCallsAndNotThoseOfTheNewOne() {
        AgentId agent = overlapping();
        InstanceId old = berth.record(agent).latest().orElseThrow().id();
        InstanceId next = new InstanceId(agent, 2);
        berth.callsAt.put(old, 2);
        berth.callsAt.put(next, 5);

        accepted(update(agent, "image:2"));
        berth.rest();
        berth.later(Duration.ofSeconds(10));

        assertThat(inCharge(agent)).isEqualTo(2);
        assertThat(alive(agent)).isEqualTo(2);
        assertThat(berth.standing(agent).reason())
                .isEqualTo("It was updated to revision 2. Its previous instance finishes 2 open calls, at most 20 s.");

        berth.callsAt.put(old, 0);
        berth.later(Duration.ofSeconds(1));

        assertThat(alive(agent)).isEqualTo(1);
    }

    @Test
    void endTheOldOneWhenItsTimeToFinishIsOver() {
        AgentId agent = overlapping();
        berth.callsAt.put(berth.record(agent).latest().orElseThrow().id(), 1);
        accepted(update(agent, "image:2"));
        berth.rest();

        berth.later(Duration.ofSeconds(30));

        assertThat(alive(agent)).isEqualTo(1);
        assertThat(berth.store.events(agent, 0, 500))
                .anyMatch(event ->
                        event.kind().equals("stopping") && event.reason().contains("1 open call is cut off"));
    }

    @Test
    void goBackWithoutAGapWhenTheNewOneIsNotReadyInTime() {
        AgentId agent = overlapping();
        berth.host.neverReady("image:2");
        accepted(update(agent, "image:2"));
        berth.rest();

        berth.later(MINUTE);

        assertThat(image(agent)).isEqualTo(OLD);
        assertThat(inCharge(agent)).isEqualTo(1);
        assertThat(alive(agent)).isEqualTo(1);
        assertThat(phase(agent)).contains(Rollout.Phase.WENT_BACK);
        assertThat(berth.record(agent).latest().orElseThrow().revision().number())
                .isEqualTo(3);
        assertThat(berth.standing(agent).reason())
                .isEqualTo(
                        "Revision 2 did not get ready; revision 1 served on, and is in force as revision 3. It was not"
                                + " ready within 60 s.");
        assertThat(events(agent)).contains("rolled_back");
        assertThat(berth.host.containerBeside(new InstanceId(agent, 2))).isEmpty();
    }

    @Test
    void goBackAtOnceWhenTheNewOneEnds() {
        AgentId agent = overlapping();
        berth.host.crashesAtStart("image:2", 3);

        accepted(update(agent, "image:2"));
        berth.rest();

        assertThat(inCharge(agent)).isEqualTo(1);
        assertThat(phase(agent)).contains(Rollout.Phase.WENT_BACK);
        assertThat(berth.standing(agent).reason()).endsWith("It ended by itself with exit code 3.");
        assertThat(berth.host.containerBeside(new InstanceId(agent, 2))).isEmpty();
    }

    @Test
    void updateOnceMoreAfterOneWentBack() {
        AgentId agent = overlapping();
        berth.host.crashesAtStart("image:2", 3);
        accepted(update(agent, "image:2"));
        berth.rest();

        accepted(update(agent, "image:3"));
        berth.rest();

        assertThat(image(agent)).isEqualTo("image:3");
        assertThat(inCharge(agent)).isEqualTo(3);
        assertThat(alive(agent)).isEqualTo(1);
    }

    @Test
    void tryWhatWasSaidLastWhenOneUpdateFollowsAnother() {
        AgentId agent = overlapping();
        berth.host.neverReady("image:2");
        accepted(update(agent, "image:2"));
        berth.rest();

        accepted(update(agent, "image:3"));
        berth.rest();

        assertThat(image(agent)).isEqualTo("image:3");
        assertThat(inCharge(agent)).isEqualTo(3);
        assertThat(alive(agent)).isEqualTo(1);
    }

    @Test
    void goBackToWhatServesWhenOneUpdateFollowsAnother() {
        AgentId agent = overlapping();
        berth.host.neverReady("image:2");
        berth.host.crashesAtStart("image:3", 1);
        accepted(update(agent, "image:2"));
        berth.rest();

        accepted(update(agent, "image:3"));
        berth.rest();

        assertThat(image(agent)).isEqualTo(OLD);
        assertThat(inCharge(agent)).isEqualTo(1);
        assertThat(alive(agent)).isEqualTo(1);
    }

    @Test
    void changeNothingWhenTheSameUpdateIsSaidTwice() {
        AgentId agent = overlapping();
        berth.host.neverReady("image:2");
        accepted(update(agent, "image:2"));
        berth.rest();
        long version = berth.record(agent).version();

        accepted(update(agent, "image:2"));
        berth.rest();

        assertThat(berth.record(agent).version()).isEqualTo(version);
    }

    @Test
    void goOnWithTheNewOneWhenTheOldOneCrashesMeanwhile() {
        AgentId agent = overlapping();
        InstanceId old = berth.record(agent).latest().orElseThrow().id();
        berth.host.neverReady("image:2");
        accepted(update(agent, "image:2"));
        berth.rest();

        berth.host.end(old, new EndReason.Exited(1, false, List.of()));
        berth.rest();

        assertThat(inCharge(agent)).isEqualTo(2);
        assertThat(alive(agent)).isEqualTo(1);
        assertThat(events(agent)).contains("took_over");

        berth.later(MINUTE);

        assertThat(image(agent)).isEqualTo(OLD);
        assertThat(alive(agent)).isEqualTo(1);
        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.RUNNING);
    }

    @Test
    void endBothWhenTheAgentIsStoppedMeanwhile() {
        AgentId agent = overlapping();
        berth.host.neverReady("image:2");
        accepted(update(agent, "image:2"));
        berth.rest();

        accepted(berth.direct.stop(agent));
        berth.rest();

        assertThat(alive(agent)).isZero();
        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.STOPPED);

        accepted(berth.direct.start(agent));
        berth.rest();

        assertThat(alive(agent)).isEqualTo(1);
    }

    @Test
    void areNotStoppedBeforeTheOldOneHasEnded() {
        AgentId agent = overlapping();
        berth.callsAt.put(berth.record(agent).latest().orElseThrow().id(), 1);
        accepted(update(agent, "image:2"));
        berth.rest();

        accepted(berth.direct.stop(agent));
        berth.rest();

        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.STOPPING);

        berth.later(Duration.ofSeconds(30));

        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.STOPPED);
        assertThat(alive(agent)).isZero();
    }

    @Test
    void haveOneInstanceWhenTheyAreRestartedMeanwhile() {
        AgentId agent = overlapping();
        berth.host.neverReady("image:2");
        accepted(update(agent, "image:2"));
        berth.rest();

        accepted(berth.direct.restart(agent));
        berth.rest();

        assertThat(alive(agent)).isEqualTo(1);
        assertThat(inCharge(agent)).isEqualTo(3);
    }

    @Test
    void leaveNothingWhenTheyAreRemovedMeanwhile() {
        AgentId agent = overlapping();
        berth.host.neverReady("image:2");
        accepted(update(agent, "image:2"));
        berth.rest();

        accepted(berth.direct.remove(agent, false, false));
        berth.rest();

        assertThat(berth.store.find(agent)).isEmpty();
        assertThat(berth.host.container(agent)).isEmpty();
        assertThat(berth.host.containerBeside(new InstanceId(agent, 2))).isEmpty();
    }

    @Test
    void goOnOrBackAfterTheServerWasKilledInTheMiddle() throws IOException {
        AgentId agent = overlapping();
        berth.host.neverReady("image:2");
        accepted(update(agent, "image:2"));
        berth.rest();

        berth = berth.killedAndStartedAgain(folder);
        berth.rest();

        assertThat(alive(agent)).isEqualTo(2);
        assertThat(inCharge(agent)).isEqualTo(1);

        berth.later(MINUTE);

        assertThat(alive(agent)).isEqualTo(1);
        assertThat(inCharge(agent)).isEqualTo(1);
        assertThat(phase(agent)).contains(Rollout.Phase.WENT_BACK);
    }

    @Test
    void endTheOldOneAfterTheServerWasKilledWhileThatFinishedItsCalls() throws IOException {
        AgentId agent = overlapping();
        berth.callsAt.put(berth.record(agent).latest().orElseThrow().id(), 1);
        accepted(update(agent, "image:2"));
        berth.rest();

        berth = berth.killedAndStartedAgain(folder);
        berth.rest();

        assertThat(inCharge(agent)).isEqualTo(2);
        assertThat(alive(agent)).isEqualTo(1);
    }

    @Test
    void haveOneInstanceAfterTheEngineWentDown() {
        AgentId agent = overlapping();
        InstanceId old = berth.record(agent).latest().orElseThrow().id();
        berth.host.neverReady("image:2");
        accepted(update(agent, "image:2"));
        berth.rest();

        berth.host.end(new InstanceId(agent, 2), new EndReason.WentDown());
        berth.host.end(old, new EndReason.WentDown());
        berth.rest();

        assertThat(alive(agent)).isEqualTo(1);

        berth.later(MINUTE);
        berth.later(MINUTE);

        assertThat(image(agent)).isEqualTo(OLD);
        assertThat(alive(agent)).isEqualTo(1);
    }

    @Test
    void neverGiveAGenerationOutTwice() {
        AgentId agent = overlapping();
        berth.host.crashesAtStart("image:2", 3);
        accepted(update(agent, "image:2"));
        berth.rest();

        accepted(berth.direct.restart(agent));
        berth.rest();

        assertThat(inCharge(agent)).isEqualTo(3);
        assertThat(berth.store.runs(agent, 100))
                .extracting(run -> run.id().generation())
                .containsExactly(3L, 2L, 1L);
    }

    @Test
    void areUpdatedOneAfterTheOtherWhenTheyShallNotOverlap() {
        AgentId agent = overlapping();
        accepted(berth.edit.edit(agent, seen -> Decision.accepted(overlap(seen, false))));
        berth.host.neverReady("image:2");

        accepted(update(agent, "image:2"));
        berth.rest();

        assertThat(alive(agent)).isEqualTo(1);
        assertThat(inCharge(agent)).isEqualTo(2);
    }

    @Test
    void areNotPutToSleepWhileTheyAreUpdated() {
        AgentId agent = overlapping();
        berth.host.neverReady("image:2");
        accepted(update(agent, "image:2"));
        berth.rest();

        assertThat(berth.record(agent).agent().wish().isRollingOut()).isTrue();
    }

    @Test
    void areRefusedWhatTwoInstancesCannotShare() {
        AgentId agent = overlapping();

        refused(agent, _ -> SampleAgents.spec(List.of(new PortRequest(8000, PortRequest.AUTO, PortRequest.LOOPBACK))));
        refused(agent, OverlapTest::onTheHostsNetwork);
    }

    private static AgentSpec onTheHostsNetwork(AgentSpec spec) {
        return new AgentSpec(
                spec.program(),
                spec.limits(),
                spec.mounts(),
                Network.HOST,
                spec.ports(),
                spec.profile(),
                spec.healthCheck(),
                spec.restart(),
                spec.stopping());
    }

    private void refused(AgentId agent, UnaryOperator<AgentSpec> change) {
        Decision<AgentRecord> decision =
                berth.edit.edit(agent, seen -> Decision.accepted(SampleAgents.edit(seen, change.apply(seen.spec()))));

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused -> assertThat(refused.refusal())
                                .isInstanceOfSatisfying(Refusal.NotAllowed.class, notAllowed -> {
                                    assertThat(notAllowed.pointer()).isEqualTo("/overlap");
                                    assertThat(notAllowed.detail())
                                            .startsWith("overlap true does not go with container_config.");
                                }));
        assertThat(Conduct.DEFAULT.overlap()).isFalse();
    }
}
