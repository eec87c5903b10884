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
/// @param lineup which instances the agent has as it shall be
/// @param hostPorts all of the agent's reservations as they shall be
/// @param failed a revision that turned out to be no good
/// @param notes events to record with it, the oldest first
public record AgentChange(
        long version,
        Agent agent,
        Optional<AgentSpec> spec,
        Optional<Run> run,
        Lineup lineup,
        Optional<List<HostPort>> hostPorts,
        Optional<FailedRevision> failed,
        List<Note> notes) {

    public AgentChange {
        notes = List.copyOf(notes);
    }

    /// The generations of an agent's instances; 0 for none.
    public record Lineup(long inCharge, long beside) {

        public static final Lineup NONE = new Lineup(0, 0);

        static Lineup of(AgentRecord seen) {
            return new Lineup(generation(seen.latest()), generation(seen.besideRun()));
        }

        private static long generation(Optional<Run> run) {
            return run.map(each -> each.id().generation()).orElse(0L);
        }
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
                Lineup.of(seen),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    public AgentChange agent(Agent changed) {
        return new AgentChange(version, changed, spec, run, lineup, hostPorts, failed, notes);
    }

    public AgentChange spec(AgentSpec next) {
        return new AgentChange(version, agent, Optional.of(next), run, lineup, hostPorts, failed, notes);
    }

    /// Changes one of the instances that the agent has.
    public AgentChange run(Run changed) {
        long generation = changed.id().generation();
        if (generation != lineup.inCharge() && generation != lineup.beside()) {
            throw new IllegalArgumentException("no instance of the agent: " + changed.id());
        }
        return with(Optional.of(changed), lineup);
    }

    /// Adds an instance, which is in charge and alone.
    public AgentChange placed(Run added) {
        return with(Optional.of(added), new Lineup(added.id().generation(), 0));
    }

    /// Adds an instance beside the one in charge.
    public AgentChange placedBeside(Run added) {
        return with(Optional.of(added), new Lineup(lineup.inCharge(), added.id().generation()));
    }

    /// Puts another instance in charge.
    public AgentChange lineup(long inCharge, long beside) {
        return with(run, new Lineup(inCharge, beside));
    }

    private AgentChange with(Optional<Run> otherRun, Lineup otherLineup) {
        return new AgentChange(version, agent, spec, otherRun, otherLineup, hostPorts, failed, notes);
    }

    public AgentChange hostPorts(List<HostPort> reserved) {
        return new AgentChange(version, agent, spec, run, lineup, Optional.of(reserved), failed, notes);
    }

    public AgentChange failed(Revision revision, String why) {
        return new AgentChange(
                version, agent, spec, run, lineup, hostPorts, Optional.of(new FailedRevision(revision, why)), notes);
    }

    /// One more event, after the others.
    public AgentChange note(String kind, String reason, long generation, Instant at) {
        List<Note> more = new ArrayList<>(notes);
        more.add(new Note(kind, reason, generation, at));
        return new AgentChange(version, agent, spec, run, lineup, hostPorts, failed, more);
    }

    /// One more event, before the others.
    public AgentChange because(String kind, String reason, long generation, Instant at) {
        List<Note> more = new ArrayList<>(notes);
        more.addFirst(new Note(kind, reason, generation, at));
        return new AgentChange(version, agent, spec, run, lineup, hostPorts, failed, more);
    }
}
