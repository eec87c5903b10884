package dev.berth.gateway.line;

import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.instance.InstanceId;

/// How an agent can be reached at the moment, and on which terms its calls are delivered.
public record Destination(CallPolicy policy, At at) {

    /// Whether calls can go.
    public sealed interface At {

        /// They can, to this instance.
        record Ready(InstanceId instance) implements At {}

        /// Not yet, but without anybody's doing.
        record Coming() implements At {}

        /// Not until somebody does something.
        record Halted() implements At {}
    }
}
