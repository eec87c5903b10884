package dev.berth.domain.lifecycle;

import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.instance.InstanceId;
import java.time.Instant;

/// What the control plane does next about one agent.
public sealed interface AgentStep {

    /// Nothing to do until something changes.
    record Rest() implements AgentStep {}

    /// Nothing to do before this time.
    ///
    /// @param attempt the retry that is due then, counted from 1
    record WaitUntil(Instant time, int attempt) implements AgentStep {}

    /// Make the next instance.
    ///
    /// @param attempt how many crashes in a row precede it
    record Place(int attempt) implements AgentStep {}

    /// Make the next instance, on other ports of the host than those that Berth had chosen, when there are any.
    ///
    /// @param attempt how many crashes in a row precede it
    record Republish(int attempt) implements AgentStep {}

    /// Make the next instance beside the one in charge, which takes the calls until this one is ready.
    ///
    /// @param attempt how many before it went down in a row through no fault of theirs
    record PlaceBeside(int attempt) implements AgentStep {}

    /// The instance that a rollout tries beside another is in charge from now on: the other one is over.
    record TakeOver() implements AgentStep {}

    /// What a rollout tries takes calls: nothing leads back from it any more.
    record Settle() implements AgentStep {}

    /// What a rollout tries is no good: put in force again what was before.
    ///
    /// @param why one sentence or more
    record GoBack(String why) implements AgentStep {}

    /// Tell the host to end this instance.
    record Retire(InstanceId instance, Goal goal, Hibernation depth) implements AgentStep {}

    /// Somebody ended it at the engine, or its work is done: stop wanting it to run.
    record Yield(String reason) implements AgentStep {}

    /// Nothing runs any more: let the host discard what is left, then forget the agent.
    record Discard() implements AgentStep {}
}
