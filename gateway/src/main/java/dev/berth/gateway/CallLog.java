package dev.berth.gateway;

import dev.berth.domain.agent.AgentId;
import dev.berth.edge.route.Outcome;

/// Hears of every call that reached an agent's gate, for metrics. Must not block.
public interface CallLog {

    CallLog NONE = new CallLog() {};

    default void began(AgentId agent) {}

    /// @param status of the answer; 0 when there was none
    /// @param nanos from the request's head to the end of its answer
    /// @param bytesIn of the request and `bytesOut` of its answer, heads included
    default void finished(AgentId agent, Outcome outcome, int status, long nanos, long bytesIn, long bytesOut) {}
}
