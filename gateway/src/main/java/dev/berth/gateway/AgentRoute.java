package dev.berth.gateway;

import dev.berth.domain.agent.AgentId;
import dev.berth.edge.route.Upstream;

/// Where calls to one agent go now, and on which terms.
///
/// @param open whether calls need no credential
public record AgentRoute(AgentId agent, boolean open, Way way) {

    /// Whether calls can go through.
    public sealed interface Way {

        /// They can, to this upstream.
        ///
        /// @param authority what the agent sees as `Host`
        record Clear(Upstream upstream, String authority) implements Way {}

        /// Not yet: it is worth waiting.
        ///
        /// @param why a sentence for people
        record Waiting(String why) implements Way {}

        /// Not until somebody does something.
        ///
        /// @param code stable, lower_snake: `agent_stopped`, `agent_failed`...
        /// @param why a sentence for people
        record Barred(String code, String why) implements Way {}
    }
}
