package dev.berth.gateway;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.instance.InstanceId;
import dev.berth.edge.route.Upstream;

/// Where calls to one agent go now, and on which terms.
///
/// @param open whether calls need no credential
/// @param calls the terms on which its calls are kept and delivered
public record AgentRoute(AgentId agent, boolean open, CallPolicy calls, Way way) {

    /// Whether calls can go through.
    public sealed interface Way {

        /// They can, to this upstream.
        ///
        /// @param instance that takes the calls
        /// @param authority what the agent sees as `Host`
        record Clear(InstanceId instance, Upstream upstream, String authority) implements Way {}

        /// Not yet: it is worth waiting.
        ///
        /// @param why a sentence for people
        record Waiting(String why) implements Way {}

        /// Not until somebody does something.
        ///
        /// @param code stable, lower_snake: `agent_stopped`, `agent_failed`...
        /// @param why a sentence for people
        /// @param queues whether a call may be kept until then
        record Barred(String code, String why, boolean queues) implements Way {}
    }
}
