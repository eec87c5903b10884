package dev.berth.controlplane.api;

import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Limits;
import dev.berth.domain.agent.Mount;
import java.util.List;

/// Specs with one part changed.
final class Specs {

    private Specs() {}

    static AgentSpec with(AgentSpec spec, Limits limits) {
        return with(spec, limits, spec.mounts());
    }

    static AgentSpec with(AgentSpec spec, List<Mount> mounts) {
        return with(spec, spec.limits(), mounts);
    }

    private static AgentSpec with(AgentSpec spec, Limits limits, List<Mount> mounts) {
        return new AgentSpec(
                spec.program(),
                limits,
                mounts,
                spec.network(),
                spec.ports(),
                spec.profile(),
                spec.healthCheck(),
                spec.restart(),
                spec.stopping());
    }
}
