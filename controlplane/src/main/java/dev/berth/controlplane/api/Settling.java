package dev.berth.controlplane.api;

import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.AgentView;
import dev.berth.controlplane.agents.AwaitAgent;
import dev.berth.controlplane.agents.Decision;
import dev.berth.controlplane.agents.FindAgents;
import dev.berth.domain.agent.AgentId;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/// Waits for what a caller asked for, as long as he wants to.
final class Settling {

    private static final int USUAL_SECONDS = 30;

    private final FindAgents find;
    private final AwaitAgent await;

    Settling(FindAgents find, AwaitAgent await) {
        this.find = find;
        this.await = await;
    }

    /// Waits up to `Prefer: wait=N`, 30 s unless said.
    ///
    /// @return what was seen last; empty when the agent is gone
    Optional<AgentView> await(ApiCall call, AgentId agent, Predicate<AgentView> condition) throws InterruptedException {
        return await(call.wantedWait().orElse(USUAL_SECONDS), agent, condition);
    }

    /// Waits only when the caller says so.
    Optional<AgentView> awaitIfAsked(ApiCall call, AgentId agent, Predicate<AgentView> condition)
            throws InterruptedException {
        OptionalInt wanted = call.wantedWait();
        return await(wanted.orElse(0), agent, condition);
    }

    private Optional<AgentView> await(int seconds, AgentId agent, Predicate<AgentView> condition)
            throws InterruptedException {
        return await.until(agent, () -> look(agent), condition, Duration.ofSeconds(seconds));
    }

    Optional<AgentView> look(AgentId agent) {
        return switch (find.byReference(agent.value())) {
            case Decision.Accepted<AgentView>(var view) -> Optional.of(view);
            case Decision.Refused<AgentView> _ -> Optional.empty();
        };
    }

    AgentView view(AgentRecord record) {
        return find.view(record);
    }
}
