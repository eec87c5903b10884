package dev.berth.controlplane.activity;

import dev.berth.domain.activity.Calls;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;

/// Knows the calls of every agent. Implemented by whoever lets calls through.
///
/// A call counts as at work from before its route was looked up until its last byte went: so that an agent whose routes
/// are closed, and that has no calls at work then, has none on the way to it.
@FunctionalInterface
public interface WorkSource {

    /// Nobody lets calls through.
    WorkSource NONE = _ -> Calls.NONE;

    /// Called for many agents a second: must not block.
    Calls of(AgentId agent);

    /// How many of its agent's calls an instance has, or may be about to get: what its end would cut off.
    default int at(InstanceId instance) {
        return of(instance.agent()).atWork();
    }
}
