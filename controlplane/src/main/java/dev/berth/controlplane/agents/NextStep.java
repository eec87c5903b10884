package dev.berth.controlplane.agents;

import dev.berth.domain.agent.Wish;
import java.time.Instant;
import java.util.Optional;

/// The step that an agent's record asks for. What is wanted and what follows from it are written together: somebody
/// waits, and a second transaction would cost as much as the first.
///
/// Not so what ends an instance that lives: calls may come to it until it is written that it is to end, so whether it
/// has any is asked afterwards.
@FunctionalInterface
public interface NextStep {

    /// Whoever looks at agents next finds out.
    NextStep LATER = _ -> Optional.empty();

    /// Empty when there is nothing to write.
    Optional<AgentChange> of(AgentRecord record);

    /// A wish, and the step that follows from it.
    ///
    /// @param kind of the event that tells of the wish
    default AgentChange after(AgentRecord seen, Wish wish, String kind, String why, Instant at) {
        AgentRecord wished = seen.with(seen.agent().with(wish));
        return of(wished).orElseGet(() -> AgentChange.of(wished)).because(kind, why, seen.generation(), at);
    }
}
