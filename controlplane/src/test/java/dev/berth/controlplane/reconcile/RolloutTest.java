package dev.berth.controlplane.reconcile;

import static dev.berth.controlplane.Installation.accepted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.controlplane.Installation;
import dev.berth.controlplane.ObedientHost.Container;
import dev.berth.controlplane.agents.AgentEdit;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.AgentStore.RevisionEntry;
import dev.berth.controlplane.agents.Decision;
import dev.berth.controlplane.agents.Refusal;
import dev.berth.controlplane.agents.SampleAgents;
import dev.berth.domain.activity.Calls;
import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.Rollout;
import dev.berth.domain.instance.CheckResult;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.lifecycle.AgentStatus;
import dev.berth.domain.lifecycle.Standing;
import dev.berth.protocol.link.HostReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Changes that are put in force with a way back.
class RolloutTest {

    private static final String BACK = "Revision 2 did not get ready, so revision 1 is in force again, as revision 3. ";

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

    private AgentStatus status(AgentId agent) {
        return berth.standing(agent).status();
    }

    private List<String> failures(AgentId agent) {
        return berth.store.revisions(agent).stream().map(RevisionEntry::failure).toList();
    }

    @Test
    void runsUnderTheNewRevisionOnceItIsReady() {
        AgentId agent = berth.running("one");

        accepted(updates.asked("image:2", agent));
        assertThat(berth.standing(agent))
                .isEqualTo(new Standing(
                        AgentStatus.STARTING, "Its previous instance is ending. It is being updated to revision 2."));
        berth.rest();

        assertThat(berth.standing(agent)).isEqualTo(new Standing(AgentStatus.RUNNING, "It was updated to revision 2."));
        assertThat(updates.image(agent)).isEqualTo("image:2");
        assertThat(updates.phase(agent)).contains(Rollout.Phase.DONE);
        assertThat(updates.events(agent))
                .containsSubsequence("rollout_asked", "stopping", "placed", "ready", "rolled_out");
        assertThat(failures(agent)).containsOnly("");
    }

    @Test
    void goesBackWhenTheNewRevisionEndsBeforeItIsReady() {
        AgentId agent = berth.running("one");
        berth.host.crashesAtStart("image:2", 3);

        updates.to("image:2", agent);

        assertThat(updates.image(agent)).isEqualTo("berth/agent:latest");
        assertThat(berth.standing(agent))
                .isEqualTo(new Standing(AgentStatus.RUNNING, BACK + "It ended by itself with exit code 3."));
        assertThat(updates.phase(agent)).contains(Rollout.Phase.WENT_BACK);
        assertThat(berth.record(agent).agent().latest().number()).isEqualTo(3);
        assertThat(failures(agent)).containsExactly("", "It ended by itself with exit code 3.", "");
        assertThat(updates.events(agent))
                .containsSubsequence("rollout_asked", "ended", "rolled_back", "placed", "ready");
        assertThat(berth.record(agent).agent().restarts()).isZero();
    }

    @Test
    void goesBackWhenTheNewRevisionIsNotReadyInTime() {
        AgentId agent = berth.running("one");
        berth.host.neverReady("image:2");

        updates.to("image:2", agent);
        berth.later(Updates.MINUTE.minusMillis(1));
        assertThat(updates.image(agent)).isEqualTo("image:2");
        assertThat(status(agent)).isEqualTo(AgentStatus.STARTING);
        berth.later(Duration.ofMillis(1));

        assertThat(updates.image(agent)).isEqualTo("berth/agent:latest");
        assertThat(berth.standing(agent))
                .isEqualTo(new Standing(AgentStatus.RUNNING, BACK + "It was not ready within 60 s."));
    }

    @Test
    void saysWhatTheLastCheckOfTheNewRevisionFound() {
        AgentId agent = berth.running("one");
        berth.host.neverReady("image:2");

        updates.to("image:2", agent);
        CheckResult found = new CheckResult(
                berth.clock.instant(), Duration.ZERO, CheckResult.Outcome.EXCUSED, "Nothing listens on port 8000.");
        InstanceId tried = berth.record(agent).latest().orElseThrow().id();
        berth.host.report(new HostReport.Health(tried, 0, List.of(found)));
        berth.rest();
        berth.later(Updates.MINUTE);

        assertThat(failures(agent))
                .containsExactly("", "It was not ready within 60 s. Nothing listens on port 8000.", "");
    }

    @Test
    void letsOpenCallsEndBeforeTheOldRevisionDoes() {
        AgentId agent = berth.running("one");
        berth.calls.put(agent, new Calls(1, 0, 0, 1, berth.clock.instant()));

        accepted(updates.asked("image:2", agent));
        berth.later(Duration.ofSeconds(10));
        assertThat(updates.image(agent)).isEqualTo("berth/agent:latest");
        assertThat(berth.host.container(agent)).contains(Container.RUNS);

        berth.calls.remove(agent);
        berth.rest();
        assertThat(updates.image(agent)).isEqualTo("image:2");
    }

    @Test
    void goesOnAfterTheServerWasKilledInTheMiddle() throws IOException {
        AgentId agent = berth.running("one");
        berth.host.neverReady("image:2");
        updates.to("image:2", agent);

        berth = berth.killedAndStartedAgain(folder);
        updates = new Updates(berth);
        berth.later(Updates.MINUTE);

        assertThat(updates.image(agent)).isEqualTo("berth/agent:latest");
        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
    }

    @Test
    void goesBackToWhatWasWellLastWhenOneRolloutFollowsAnother() {
        AgentId agent = berth.running("one");
        berth.host.neverReady("image:2");
        berth.host.neverReady("image:3");
        updates.to("image:2", agent);
        updates.to("image:3", agent);
        assertThat(updates.image(agent)).isEqualTo("image:3");
        berth.later(Updates.MINUTE);

        assertThat(updates.image(agent)).isEqualTo("berth/agent:latest");
        assertThat(status(agent)).isEqualTo(AgentStatus.RUNNING);
    }

    @Test
    void takesBackWhatTheAgentIsToldOfItself() {
        AgentId agent = berth.running("one");
        berth.host.neverReady("berth/agent:latest");

        accepted(berth.edit.rollOut(
                agent, Updates.TERMS, seen -> Decision.accepted(configured(seen, "{\"model\":\"x\"}"))));
        berth.rest();
        assertThat(berth.record(agent).agent().profile().config()).isEqualTo("{\"model\":\"x\"}");
        berth.later(Updates.MINUTE);

        assertThat(berth.record(agent).agent().profile().config()).isEqualTo("{}");
        assertThat(berth.record(agent).agent().profile().labels()).isEqualTo(Map.of("kept", "yes"));
        assertThat(berth.record(agent).agent().latest().number()).isEqualTo(1);
        assertThat(updates.phase(agent)).contains(Rollout.Phase.WENT_BACK);
    }

    private static AgentEdit configured(AgentRecord seen, String config) {
        Agent agent = seen.agent();
        Agent.Profile profile = agent.profile();
        return new AgentEdit(
                new Agent.Profile(profile.name(), profile.description(), profile.type(), Map.of("kept", "yes"), config),
                agent.conduct(),
                Optional.empty(),
                seen.spec());
    }

    @Test
    void onlyChangesWhatIsNotWantedToRun() {
        AgentId agent = berth.running("one");
        accepted(berth.direct.stop(agent));
        berth.rest();

        updates.to("image:2", agent);

        assertThat(status(agent)).isEqualTo(AgentStatus.STOPPED);
        assertThat(updates.phase(agent)).isEmpty();
        assertThat(berth.record(agent).spec().program().image()).isEqualTo("image:2");
    }

    @Test
    void putsInForceWhatWasAcceptedBeforeAndChangesNothingElse() {
        AgentId agent = berth.running("one");
        accepted(berth.edit.edit(
                agent, seen -> Decision.accepted(SampleAgents.edit(seen, SampleAgents.spec("image:2")))));
        berth.rest();
        assertThat(updates.image(agent)).isEqualTo("berth/agent:latest");

        updates.to("image:2", agent);

        assertThat(updates.image(agent)).isEqualTo("image:2");
        long generation = berth.record(agent).generation();
        updates.to("image:2", agent);
        assertThat(berth.record(agent).generation()).isEqualTo(generation);
    }

    @Test
    void leavesWhoStopsItMeanwhileTheLastWord() {
        AgentId agent = berth.running("one");
        berth.host.neverReady("image:2");
        updates.to("image:2", agent);

        accepted(berth.direct.stop(agent));
        berth.later(Updates.MINUTE.multipliedBy(2));

        assertThat(status(agent)).isEqualTo(AgentStatus.STOPPED);
        assertThat(updates.image(agent)).isEqualTo("image:2");
    }

    /// What came between would be taken back with it, or tried in its place, and nobody would be told.
    @Test
    void letsNobodyChangeWhatTheAgentRunsUnderMeanwhile() {
        AgentId agent = berth.running("one");
        berth.host.neverReady("image:2");
        updates.to("image:2", agent);
        Decision<AgentRecord> updated = Decision.refused(
                new Refusal.WrongTime(agent, "It is being updated.", "Wait for it, or add `?rollout=true`."));

        assertThat(edited(agent, seen -> SampleAgents.edit(seen, SampleAgents.spec("image:3"))))
                .isEqualTo(updated);
        assertThat(edited(agent, seen -> configured(seen, "{\"model\":\"x\"}"))).isEqualTo(updated);
        accepted(edited(agent, seen -> configured(seen, "{}")));
        accepted(edited(agent, seen -> Updates.overlap(seen, true)));
        accepted(updates.asked("image:3", agent));
    }

    private Decision<AgentRecord> edited(AgentId agent, Function<AgentRecord, AgentEdit> edit) {
        return berth.edit.edit(agent, seen -> Decision.accepted(edit.apply(seen)));
    }

    @Test
    void tellsOfNoOtherChangeThanOfWhatWasAcceptedBefore() {
        AgentId agent = berth.running("one");
        accepted(edited(agent, seen -> SampleAgents.edit(seen, SampleAgents.spec("image:2"))));

        updates.to("image:2", agent);

        assertThat(updates.events(agent)).contains("rollout_asked").doesNotContain("edited");
    }

    @Test
    void isNeitherPausedNorSentToSleepMeanwhile() {
        AgentId agent = berth.running("one");
        berth.host.neverReady("image:2");
        updates.to("image:2", agent);
        Decision<AgentRecord> updated =
                Decision.refused(new Refusal.WrongTime(agent, "It is being updated.", "Wait for it, or stop it."));

        assertThat(berth.direct.pause(agent)).isEqualTo(updated);
        assertThat(berth.direct.hibernate(agent, Hibernation.FREEZE)).isEqualTo(updated);
    }

    @Test
    void refusesWhatIsFrozenAtTheEngine() {
        AgentId agent = berth.running("one");
        berth.host.freeze(agent);
        berth.rest();

        assertThat(updates.asked("image:2", agent))
                .isEqualTo(Decision.refused(
                        new Refusal.WrongTime(agent, "It is paused, and only resume undoes that.", "Resume it.")));
    }
}
