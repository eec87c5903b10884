package dev.berth.controlplane.agents;

import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Revision;
import dev.berth.domain.lifecycle.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What one transaction writes about one agent. Parts that are empty stay as they are.
///
/// @param version the version that the change was decided on
/// @param agent the agent's row as it shall be
/// @param spec a new revision, numbered by `agent.latest()`
/// @param run an instance, new or changed
/// @param hostPorts all of the agent's reservations as they shall be
/// @param failed a revision that turned out to be no good
/// @param notes events to record with it, the oldest first
public record AgentChange(
        long version,
        Agent agent,
        Optional<AgentSpec> spec,
        Optional<Run> run,
        Optional<List<HostPort>> hostPorts,
        Optional<FailedRevision> failed,
        List<Note> notes) {

    public AgentChange {
        notes = List.copyOf(notes);
    }

    /// @param why one sentence
    public record FailedRevision(Revision revision, String why) {}

    /// An event before it is numbered.
    public record Note(String kind, String reason, long generation, Instant at) {}

    public static AgentChange of(AgentRecord seen) {
        return new AgentChange(
                seen.version(),
                seen.agent(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    public AgentChange agent(Agent changed) {
        return new AgentChange(version, changed, spec, run, hostPorts, failed, notes);
    }

    public AgentChange spec(AgentSpec next) {
        return new AgentChange(version, agent, Optional.of(next), run, hostPorts, failed, notes);
    }

    public AgentChange run(Run changed) {
        return new AgentChange(version, agent, spec, Optional.of(changed), hostPorts, failed, notes);
    }

    public AgentChange hostPorts(List<HostPort> reserved) {
        return new AgentChange(version, agent, spec, run, Optional.of(reserved), failed, notes);
    }

    public AgentChange failed(Revision revision, String why) {
        return new AgentChange(
                version, agent, spec, run, hostPorts, Optional.of(new FailedRevision(revision, why)), notes);
    }

    /// One more event, after the others.
    public AgentChange note(String kind, String reason, long generation, Instant at) {
        List<Note> more = new ArrayList<>(notes);
        more.add(new Note(kind, reason, generation, at));
        return new AgentChange(version, agent, spec, run, hostPorts, failed, more);
    }

    /// One more event, before the others.
    public AgentChange because(String kind, String reason, long generation, Instant at) {
        List<Note> more = new ArrayList<>(notes);
        more.addFirst(new Note(kind, reason, generation, at));
        return new AgentChange(version, agent, spec, run, hostPorts, failed, more);
    }
}
