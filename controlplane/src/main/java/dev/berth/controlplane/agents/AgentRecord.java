package dev.berth.controlplane.agents;

import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.lifecycle.Run;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// All that the store knows of one agent, read in one piece.
///
/// @param version changes with every write; a write that names an older one is refused
/// @param spec of the newest revision
/// @param latest the instance in charge: the newest one, unless a newer one gets ready beside it
/// @param inForce the spec that the instance in charge runs under; the newest revision's before the first start
/// @param hostPorts reserved for this agent, in the order of the spec's port requests
/// @param beside the instance that lives, or lived last, beside the one in charge; see
/// [dev.berth.domain.lifecycle.Overlap]
public record AgentRecord(
        long version,
        Agent agent,
        AgentSpec spec,
        Optional<Run> latest,
        AgentSpec inForce,
        List<HostPort> hostPorts,
        Optional<Beside> beside) {

    /// @param spec that it runs under
    public record Beside(Run run, AgentSpec spec) {}

    public AgentRecord {
        hostPorts = List.copyOf(hostPorts);
    }

    /// The same with its agent's row changed.
    AgentRecord with(Agent changed) {
        return new AgentRecord(version, changed, spec, latest, inForce, hostPorts, beside);
    }

    /// The highest generation that was given out; 0 before the first.
    public long generation() {
        long inCharge = latest.map(run -> run.id().generation()).orElse(0L);
        return Math.max(inCharge, besideRun().map(run -> run.id().generation()).orElse(0L));
    }

    public Optional<Run> besideRun() {
        return beside.map(Beside::run);
    }

    /// One of its two instances.
    public Optional<Run> run(InstanceId instance) {
        return runs().filter(run -> run.id().equals(instance)).findFirst();
    }

    /// Its instances, of which at most two live.
    Stream<Run> runs() {
        return Stream.concat(latest.stream(), besideRun().stream());
    }

    /// Whether a rollout tries the instance beside the one in charge.
    public boolean isTriedBeside() {
        return besideRun()
                .filter(run -> latest.filter(inCharge -> run.id().fences(inCharge.id()))
                        .isPresent())
                .filter(run -> agent.wish().tries(run.id().generation()))
                .isPresent();
    }
}
