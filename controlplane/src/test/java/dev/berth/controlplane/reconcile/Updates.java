package dev.berth.controlplane.reconcile;

import static dev.berth.controlplane.Installation.accepted;

import dev.berth.controlplane.Installation;
import dev.berth.controlplane.agents.AgentEdit;
import dev.berth.controlplane.agents.AgentEvent;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.Decision;
import dev.berth.controlplane.agents.RollOut;
import dev.berth.controlplane.agents.SampleAgents;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Rollout;
import dev.berth.domain.lifecycle.Run;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Updates of an installation's agents, and what they come to.
record Updates(Installation berth) {

    static final Duration MINUTE = Duration.ofMinutes(1);
    static final RollOut.Terms TERMS = new RollOut.Terms(MINUTE, false);
    static final String OLD = "berth/agent:latest";

    /// One that runs, and is to be updated without a gap.
    AgentId overlapping() {
        AgentId agent = berth.running("one");
        accepted(berth.edit.edit(agent, seen -> Decision.accepted(overlap(seen, true))));
        return agent;
    }

    /// One with two instances, of which the newer one is waited for.
    AgentId waiting() {
        AgentId agent = overlapping();
        berth.host.neverReady("image:2");
        to("image:2", agent);
        return agent;
    }

    static AgentEdit overlap(AgentRecord seen, boolean yes) {
        AgentEdit same = SampleAgents.edit(seen, seen.spec());
        return new AgentEdit(same.profile(), same.conduct().overlap(yes), same.token(), same.spec());
    }

    Decision<AgentRecord> asked(String image, AgentId agent) {
        return asked(image, agent, TERMS);
    }

    Decision<AgentRecord> asked(String image, AgentId agent, RollOut.Terms terms) {
        return berth.edit.rollOut(
                agent, terms, seen -> Decision.accepted(SampleAgents.edit(seen, SampleAgents.spec(image))));
    }

    /// Updates it, and lets come what comes at once.
    void to(String image, AgentId agent) {
        accepted(asked(image, agent));
        berth.rest();
    }

    String image(AgentId agent) {
        return berth.record(agent).inForce().program().image();
    }

    long inCharge(AgentId agent) {
        return berth.record(agent).latest().orElseThrow().id().generation();
    }

    long alive(AgentId agent) {
        return berth.store.runs(agent, 100).stream().filter(Run::live).count();
    }

    Optional<Rollout.Phase> phase(AgentId agent) {
        return Optional.ofNullable(berth.record(agent).agent().wish().rollout()).map(Rollout::phase);
    }

    List<String> events(AgentId agent) {
        return berth.store.events(agent, 0, 500).stream().map(AgentEvent::kind).toList();
    }
}
