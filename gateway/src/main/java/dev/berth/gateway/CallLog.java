package dev.berth.gateway;

import dev.berth.domain.agent.AgentId;
import dev.berth.edge.route.Outcome;

/// Hears of every call at the gate, for metrics. Must not block.
///
/// Calls in flight are those that began and have not finished.
public interface CallLog {

    CallLog NONE = new CallLog() {};

    /// How a call ended.
    ///
    /// @param status of the agent's answer; 0 when there was none
    /// @param nanos from the request's head to the end of its answer
    /// @param bytesIn of the request, head included
    /// @param bytesOut of the answer, head included
    record Ending(Outcome outcome, int status, long nanos, long bytesIn, long bytesOut) {}

    /// A call was turned away before it was taken on.
    ///
    /// @param code `unauthorized`, `forbidden`, `agent_unknown`, `agent_busy`
    default void refused(String code) {}

    /// A call was taken on. [#finished] follows.
    default void began(AgentId agent) {}

    default void finished(AgentId agent, Ending ending) {}
}
