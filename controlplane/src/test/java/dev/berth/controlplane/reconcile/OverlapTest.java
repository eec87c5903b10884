package dev.berth.controlplane.reconcile;

import static dev.berth.controlplane.Installation.accepted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.controlplane.Installation;
import dev.berth.controlplane.ObedientHost.Container;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.Decision;
import dev.berth.controlplane.agents.Refusal;
import dev.berth.controlplane.agents.SampleAgents;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.AgentSpec.Network;
import dev.berth.domain.agent.PortRequest;
import dev.berth.domain.agent.Rollout;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.lifecycle.AgentStatus;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.Assignment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Updates of agents whose new instance gets ready while the old one takes the calls.
///
/// The host in memory fails the test when it runs more instances than it was told, or a third.
class OverlapTest {

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
    void serveOnWhileTheNewOneGetsReady() {
        AgentId agent = updates.waiting();

        assertThat(updates.image(agent)).isEqualTo(Updates.OLD);
        assertThat(updates.inCharge(agent)).isEqualTo(1);
        assertThat(updates.alive(agent)).isEqualTo(2);
        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.RUNNING);
        assertThat(berth.standing(agent).reason()).isEqualTo("It is being updated to revision 2.");
    }

    @Test
    void changeOverWhenTheNewOneIsReadyAndEndTheOldOne() {
        AgentId agent = updates.overlapping();

        updates.to("image:2", agent);

        assertThat(updates.image(agent)).isEqualTo("image:2");
        assertThat(updates.inCharge(agent)).isEqualTo(2);
        assertThat(updates.alive(agent)).isEqualTo(1);
        assertThat(updates.phase(agent)).contains(Rollout.Phase.DONE);
        assertThat(berth.standing(agent).reason()).isEqualTo("It was updated to revision 2.");
        assertThat(updates.events(agent))
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
        AgentId agent = updates.overlapping();
        InstanceId old = berth.record(agent).latest().orElseThrow().id();
        InstanceId next = new InstanceId(agent, 2);
        berth.callsAt.put(old, 2);
        berth.callsAt.put(next, 5);

        updates.to("image:2", agent);
        berth.later(Duration.ofSeconds(10));

        assertThat(updates.inCharge(agent)).isEqualTo(2);
        assertThat(updates.alive(agent)).isEqualTo(2);
        assertThat(berth.standing(agent).reason())
                .isEqualTo("It was updated to revision 2. Its previous instance finishes 2 open calls, at most 20 s.");

        berth.callsAt.put(old, 0);
        berth.later(Duration.ofSeconds(1));

        assertThat(updates.alive(agent)).isEqualTo(1);
    }

    @Test
    void endTheOldOneWhenItsTimeToFinishIsOver() {
        AgentId agent = updates.overlapping();
        berth.callsAt.put(berth.record(agent).latest().orElseThrow().id(), 1);
        updates.to("image:2", agent);

        berth.later(Duration.ofSeconds(30));

        assertThat(updates.alive(agent)).isEqualTo(1);
        assertThat(berth.store.events(agent, 0, 500))
                .anyMatch(event ->
                        event.kind().equals("stopping") && event.reason().contains("1 open call is cut off"));
    }

    @Test
    void goBackWithoutAGapWhenTheNewOneIsNotReadyInTime() {
        AgentId agent = updates.waiting();

        berth.later(Updates.MINUTE);

        assertThat(updates.image(agent)).isEqualTo(Updates.OLD);
        assertThat(updates.inCharge(agent)).isEqualTo(1);
        assertThat(updates.alive(agent)).isEqualTo(1);
        assertThat(updates.phase(agent)).contains(Rollout.Phase.WENT_BACK);
        assertThat(berth.record(agent).latest().orElseThrow().revision().number())
                .isEqualTo(3);
        assertThat(berth.standing(agent).reason())
                .isEqualTo(
                        "Revision 2 did not get ready; revision 1 served on, and is in force as revision 3. It was not"
                                + " ready within 60 s.");
        assertThat(updates.events(agent)).contains("rolled_back");
        assertThat(berth.host.containerBeside(new InstanceId(agent, 2))).isEmpty();
    }

    @Test
    void goBackAtOnceWhenTheNewOneEnds() {
        AgentId agent = updates.overlapping();
        berth.host.crashesAtStart("image:2", 3);

        updates.to("image:2", agent);

        assertThat(updates.inCharge(agent)).isEqualTo(1);
        assertThat(updates.phase(agent)).contains(Rollout.Phase.WENT_BACK);
        assertThat(berth.standing(agent).reason()).endsWith("It ended by itself with exit code 3.");
        assertThat(berth.host.containerBeside(new InstanceId(agent, 2))).isEmpty();
    }

    @Test
    void updateOnceMoreAfterOneWentBack() {
        AgentId agent = updates.overlapping();
        berth.host.crashesAtStart("image:2", 3);
        updates.to("image:2", agent);

        updates.to("image:3", agent);

        assertThat(updates.image(agent)).isEqualTo("image:3");
        assertThat(updates.inCharge(agent)).isEqualTo(3);
        assertThat(updates.alive(agent)).isEqualTo(1);
    }

    @Test
    void tryWhatWasSaidLastWhenOneUpdateFollowsAnother() {
        AgentId agent = updates.waiting();

        updates.to("image:3", agent);

        assertThat(updates.image(agent)).isEqualTo("image:3");
        assertThat(updates.inCharge(agent)).isEqualTo(3);
        assertThat(updates.alive(agent)).isEqualTo(1);
    }

    @Test
    void goBackToWhatServesWhenOneUpdateFollowsAnother() {
        AgentId agent = updates.overlapping();
        berth.host.neverReady("image:2");
        berth.host.crashesAtStart("image:3", 1);
        updates.to("image:2", agent);

        updates.to("image:3", agent);

        assertThat(updates.image(agent)).isEqualTo(Updates.OLD);
        assertThat(updates.inCharge(agent)).isEqualTo(1);
        assertThat(updates.alive(agent)).isEqualTo(1);
    }

    @Test
    void changeNothingWhenTheSameUpdateIsSaidTwice() {
        AgentId agent = updates.waiting();
        long version = berth.record(agent).version();

        updates.to("image:2", agent);

        assertThat(berth.record(agent).version()).isEqualTo(version);
    }

    @Test
    void neverGiveAGenerationOutTwice() {
        AgentId agent = updates.overlapping();
        berth.host.crashesAtStart("image:2", 3);
        updates.to("image:2", agent);

        accepted(berth.direct.restart(agent));
        berth.rest();

        assertThat(updates.inCharge(agent)).isEqualTo(3);
        assertThat(berth.store.runs(agent, 100))
                .extracting(run -> run.id().generation())
                .containsExactly(3L, 2L, 1L);
    }

    @Test
    void areUpdatedOneAfterTheOtherWhenTheyShallNotOverlap() {
        AgentId agent = updates.overlapping();
        accepted(berth.edit.edit(agent, seen -> Decision.accepted(Updates.overlap(seen, false))));
        berth.host.neverReady("image:2");

        updates.to("image:2", agent);

        assertThat(updates.alive(agent)).isEqualTo(1);
        assertThat(updates.inCharge(agent)).isEqualTo(2);
    }

    @Test
    void areRefusedWhatTwoInstancesCannotShare() {
        AgentId agent = updates.overlapping();

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
    }
}
