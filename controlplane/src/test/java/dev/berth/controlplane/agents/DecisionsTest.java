package dev.berth.controlplane.agents;

import static dev.berth.controlplane.Installation.accepted;
import static dev.berth.controlplane.agents.SampleAgents.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.controlplane.Installation;
import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.AgentKind;
import dev.berth.domain.agent.Conduct;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.PortRequest;
import dev.berth.domain.agent.Secret;
import dev.berth.domain.agent.Slug;
import dev.berth.domain.agent.StartPolicy;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.lifecycle.AgentStatus;
import dev.berth.domain.lifecycle.Standing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What deploying, editing and directing an agent accept, refuse and leave alone.
class DecisionsTest {

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

    private static NewAgent withToken(String slug, String token) {
        NewAgent plain = Installation.asked(slug, StartPolicy.MANUAL, spec());
        return new NewAgent(
                plain.slug(),
                plain.profile(),
                plain.kind(),
                plain.owner(),
                plain.conduct(),
                Optional.of(new Secret(token)),
                plain.spec());
    }

    private Decision<AgentRecord> editToken(AgentId agent, String token, PortRequest... ports) {
        return berth.edit.edit(
                agent,
                seen -> Decision.accepted(new AgentEdit(
                        seen.agent().profile(),
                        seen.agent().conduct(),
                        Optional.of(new Secret(token)),
                        spec(List.of(ports)))));
    }

    @ParameterizedTest
    @EnumSource(StartPolicy.class)
    void wantsANewAgentToRunOnlyWhenItShallStartOnDeploy(StartPolicy start) {
        Agent agent = accepted(berth.deploy.deploy(Installation.asked("one", start, spec())))
                .agent();

        assertThat(agent.wish().goal())
                .isEqualTo(
                        switch (start) {
                            case ON_DEPLOY -> Goal.RUN;
                            case ON_DEMAND -> Goal.HIBERNATE;
                            case MANUAL -> Goal.STOP;
                        });
        assertThat(agent.slug()).isEqualTo(new Slug("one"));
        assertThat(agent.kind()).isEqualTo(AgentKind.SERVICE);
        assertThat(agent.latest().number()).isEqualTo(1);
        assertThat(agent.createdAt()).isEqualTo(berth.clock.instant());
    }

    @Test
    void keepsNothingOfADeployThatIsRefused() {
        accepted(berth.deploy.deploy(withToken("one", "a-token-of-sixteen")));

        assertThat(berth.deploy.deploy(withToken("one", "another-token-of-sixteen")))
                .isEqualTo(Decision.refused(new Refusal.SlugTaken(new Slug("one"))));
        assertThat(berth.deploy.deploy(withToken("two", "a-token-of-sixteen"))).isInstanceOf(Decision.Refused.class);

        assertThat(berth.store.all()).hasSize(1);
        assertThat(berth.directory.all()).hasSize(1);
        assertThat(berth.tokens).hasSize(1);
    }

    @Test
    void changesWhatDescribesAnAgentAtOnceAndWithoutANewRevision() {
        AgentId agent = berth.running("one");
        berth.clock.advance(Duration.ofMinutes(1));

        AgentRecord edited = accepted(berth.edit.edit(
                agent,
                seen -> Decision.accepted(new AgentEdit(
                        new Agent.Profile("Another name", "words", "type", Map.of("k", "v"), "{}"),
                        Conduct.DEFAULT.with(StartPolicy.ON_DEMAND).open(true),
                        Optional.empty(),
                        seen.spec()))));

        assertThat(edited.agent().profile().name()).isEqualTo("Another name");
        assertThat(edited.agent().conduct().open()).isTrue();
        assertThat(edited.agent().conduct().start()).isEqualTo(StartPolicy.ON_DEMAND);
        assertThat(edited.agent().latest().number()).isEqualTo(1);
        assertThat(edited.agent().slug()).isEqualTo(new Slug("one"));
        assertThat(edited.agent().updatedAt()).isEqualTo(berth.clock.instant());
        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.RUNNING);
    }

    @Test
    void makesARevisionOfAnotherSpecAndKeepsTheOlderOnes() {
        AgentId agent = berth.deployed("one");

        accepted(berth.edit.edit(agent, seen -> Decision.accepted(SampleAgents.edit(seen, spec("image:2")))));
        accepted(berth.edit.edit(agent, seen -> Decision.accepted(SampleAgents.edit(seen, spec("image:3")))));

        assertThat(berth.find.revisions(agent))
                .extracting(entry ->
                        entry.revision().number() + " " + entry.spec().program().image())
                .containsExactly("1 berth/agent:latest", "2 image:2", "3 image:3");
        assertThat(berth.record(agent).spec().program().image()).isEqualTo("image:3");
    }

    @Test
    void writesNothingForAnEditThatChangesNothing() {
        AgentId agent = berth.deployed("one");
        AgentRecord before = berth.record(agent);
        berth.clock.advance(Duration.ofMinutes(1));

        assertThat(berth.edit.edit(agent, seen -> Decision.accepted(SampleAgents.edit(seen, seen.spec()))))
                .isEqualTo(Decision.accepted(before));
        assertThat(berth.record(agent)).isEqualTo(before);
    }

    @Test
    void refusesToEditWhatIsBeingRemoved() {
        AgentId agent = berth.running("one");
        berth.host.disconnect();
        accepted(berth.direct.remove(agent, false, false));

        assertThat(berth.edit.edit(agent, seen -> Decision.accepted(SampleAgents.edit(seen, spec("x")))))
                .isEqualTo(Decision.refused(
                        new Refusal.WrongTime(agent, "It is being removed.", "Deploy another agent.")));
    }

    @Test
    void replacesAnAgentsTokenOnlyWithAnEditThatIsAccepted() {
        AgentId agent = accepted(berth.deploy.deploy(withToken("one", "the-first-token-1")))
                .agent()
                .id();
        berth.host.occupy(12_345);

        Decision<AgentRecord> refused =
                editToken(agent, "the-second-token-2", new PortRequest(8000, 12_345, PortRequest.LOOPBACK));
        assertThat(refused).isEqualTo(Decision.refused(new Refusal.PortTaken(12_345)));
        assertThat(berth.tokens).containsEntry(agent, new Secret("the-first-token-1"));

        accepted(editToken(agent, "the-second-token-2"));
        assertThat(berth.tokens).containsEntry(agent, new Secret("the-second-token-2"));
    }

    @Test
    void refusesAnEditWhoseTokenSomebodyElseHas() {
        accepted(berth.deploy.deploy(withToken("one", "the-first-token-1")));
        AgentId two = berth.deployed("two");

        assertThat(editToken(two, "the-first-token-1")).isEqualTo(Decision.refused(Refusal.NotAllowed.TOKEN_IN_USE));
        assertThat(berth.tokens).doesNotContainKey(two);
    }

    @Test
    void saysNothingTwice() {
        AgentId agent = berth.running("one");
        long version = berth.record(agent).version();
        accepted(berth.direct.start(agent));
        accepted(berth.direct.resume(agent));
        assertThat(berth.record(agent).version()).isEqualTo(version);

        accepted(berth.direct.pause(agent));
        version = berth.record(agent).version();
        accepted(berth.direct.pause(agent));
        assertThat(berth.record(agent).version()).isEqualTo(version);
        berth.rest();
        version = berth.record(agent).version();
        accepted(berth.direct.pause(agent));
        assertThat(berth.record(agent).version()).isEqualTo(version);

        accepted(berth.direct.stop(agent));
        berth.rest();
        version = berth.record(agent).version();
        accepted(berth.direct.stop(agent));
        assertThat(berth.record(agent).version()).isEqualTo(version);
    }

    @Test
    void leavesAnAgentThatNobodyStartedAsItIsWhenItIsStopped() {
        AgentId agent = berth.deployed("one");
        AgentRecord before = berth.record(agent);

        assertThat(berth.direct.stop(agent)).isEqualTo(Decision.accepted(before));
        assertThat(berth.standing(agent)).isEqualTo(new Standing(AgentStatus.CREATED, "It was never started."));
    }

    @Test
    void pausesOnlyWhatRunsAndResumesOnlyWhatIsPaused() {
        AgentId agent = berth.deployed("one");

        assertThat(berth.direct.pause(agent)).isInstanceOf(Decision.Refused.class);
        assertThat(berth.direct.resume(agent))
                .isEqualTo(Decision.refused(new Refusal.WrongTime(agent, "It is not paused.", "Start it.")));

        accepted(berth.direct.start(agent));
        berth.rest();
        accepted(berth.direct.stop(agent));
        assertThat(berth.direct.resume(agent)).isInstanceOf(Decision.Refused.class);
    }

    @Test
    void tellsWhyAnAgentCannotBePausedNow() {
        AgentId agent = berth.deployed("one");
        notPaused(agent, "Only a running agent can be paused, and it was never started.", "Start it first.");

        accepted(berth.direct.start(agent));
        berth.rest();
        accepted(berth.direct.stop(agent));
        notPaused(agent, "Only a running agent can be paused, and it is stopping.", "Start it first.");
        berth.rest();
        notPaused(agent, "Only a running agent can be paused, and it is stopped.", "Start it first.");

        accepted(berth.direct.start(agent));
        berth.rest();
        accepted(berth.direct.hibernate(agent, Hibernation.FREEZE));
        notPaused(agent, "Only a running agent can be paused, and it falls asleep.", "Wake it first.");
        berth.rest();
        notPaused(agent, "Only a running agent can be paused, and it sleeps.", "Wake it first.");

        accepted(berth.direct.wake(agent));
        berth.rest();
        berth.host.disconnect();
        notPaused(agent, "It cannot be reached: Its host local is not connected.", "Try again when it can be reached.");
    }

    private void notPaused(AgentId agent, String why, String remedy) {
        assertThat(berth.direct.pause(agent)).isEqualTo(Decision.refused(new Refusal.WrongTime(agent, why, remedy)));
    }

    @Test
    void tellsWhyAnAgentCannotBeSentToSleepNow() {
        AgentId agent = berth.running("one");
        berth.host.end(agent, new EndReason.RemovedAtEngine());
        berth.rest();
        notAsleep(agent, "Only a running agent can be sent to sleep, and it is stopped.", "Start it first.");

        accepted(berth.direct.start(agent));
        berth.rest();
        accepted(berth.direct.pause(agent));
        notAsleep(agent, "It is paused, and only resume undoes that.", "Resume it.");
    }

    private void notAsleep(AgentId agent, String why, String remedy) {
        assertThat(berth.direct.hibernate(agent, Hibernation.STOP))
                .isEqualTo(Decision.refused(new Refusal.WrongTime(agent, why, remedy)));
    }

    @Test
    void leavesWhatIsPausedToResume() {
        AgentId agent = berth.running("one");
        accepted(berth.direct.pause(agent));
        berth.rest();
        Refusal paused = new Refusal.WrongTime(agent, "It is paused, and only resume undoes that.", "Resume it.");

        assertThat(berth.direct.start(agent)).isEqualTo(Decision.refused(paused));
        assertThat(berth.direct.restart(agent)).isEqualTo(Decision.refused(paused));
        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.PAUSED);
    }

    @Test
    void resumesWhatIsStillOnItsWayToBeingPaused() {
        AgentId agent = berth.running("one");
        accepted(berth.direct.pause(agent));
        berth.reconciler.pass();

        accepted(berth.direct.resume(agent));
        berth.rest();

        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.RUNNING);
    }

    @Test
    void startsWhatIsStillOnItsWayToBeingStopped() {
        AgentId agent = berth.running("one");
        accepted(berth.direct.stop(agent));
        berth.reconciler.pass();

        accepted(berth.direct.start(agent));
        berth.rest();

        assertThat(berth.standing(agent).status()).isEqualTo(AgentStatus.RUNNING);
        assertThat(berth.record(agent).generation()).isEqualTo(2);
    }

    @Test
    void doesNotKnowAgentsThatAreNotThere() {
        AgentId stranger = new AgentId("f".repeat(32));

        assertThat(List.of(
                        berth.direct.start(stranger),
                        berth.direct.stop(stranger),
                        berth.direct.remove(stranger, false, false)))
                .containsOnly(Decision.refused(new Refusal.AgentUnknown(stranger.value())));
    }

    @Test
    void asksForMoreOfARemovalButNeverForLess() {
        AgentId agent = berth.running("one");
        berth.host.disconnect();

        accepted(berth.direct.remove(agent, true, false));
        accepted(berth.direct.remove(agent, false, true));

        assertThat(berth.record(agent).agent().wish().removal()).isEqualTo(new Wish.Removal(true, true, true));
    }

    @ParameterizedTest
    @CsvSource({
        "RUN, STARTING, false",
        "RUN, STOPPING, false",
        "RUN, RUNNING, true",
        "RUN, FAILED, true",
        "RUN, STOPPED, true",
        "STOP, STOPPING, false",
        "STOP, STOPPED, true",
        "STOP, CREATED, true",
        "STOP, UNREACHABLE, true",
        "HIBERNATE, STOPPING, false",
        "HIBERNATE, STARTING, false",
        "HIBERNATE, PAUSED, true",
        "HIBERNATE, HIBERNATED, true"
    })
    void knowsWhenWhatWasAskedForIsOverOneWayOrTheOther(Goal goal, AgentStatus status, boolean settled) {
        AgentRecord record = berth.record(berth.deployed("one"));

        assertThat(DirectAgent.settled(new AgentView(record, new Standing(status, "x.")), goal))
                .isEqualTo(settled);
    }
}
