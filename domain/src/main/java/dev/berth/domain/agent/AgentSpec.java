package dev.berth.domain.agent;

import java.util.List;

/// What a user asked to run, and under which conditions.
///
/// A spec never changes. Editing an agent makes the next [Revision].
public record AgentSpec(
        Program program,
        Limits limits,
        List<Mount> mounts,
        Network network,
        List<PortRequest> ports,
        SecurityProfile profile,
        HealthCheck healthCheck,
        RestartPolicy restart,
        Stopping stopping) {

    public AgentSpec {
        mounts = List.copyOf(mounts);
        ports = List.copyOf(ports);
        if (network != Network.ISOLATED && !ports.isEmpty()) {
            throw new IllegalArgumentException(
                    "ports can be published from the network isolated only, not from " + network);
        }
    }

    public AgentSpec with(Stopping changed) {
        return new AgentSpec(program, limits, mounts, network, ports, profile, healthCheck, restart, changed);
    }

    public AgentSpec with(Program changed) {
        return new AgentSpec(changed, limits, mounts, network, ports, profile, healthCheck, restart, stopping);
    }

    /// Which network an agent's container is on.
    public enum Network {
        /// The agents' own network: reached through the gateway, and by the other agents on it.
        ISOLATED,
        /// The host's network. Needs the operator's permission.
        HOST,
        /// No network at all.
        NONE
    }

    /// How far a container is locked down.
    public enum SecurityProfile {
        /// No new privileges, a small set of capabilities, limits, a tmpfs on `/tmp`.
        STANDARD,
        /// All capabilities dropped, read-only root, non-root: for sandboxes.
        LOCKED
    }
}
