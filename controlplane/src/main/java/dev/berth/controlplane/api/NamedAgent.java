package dev.berth.controlplane.api;

import dev.berth.controlplane.agents.AgentView;
import dev.berth.controlplane.agents.Decision;
import dev.berth.controlplane.agents.FindAgents;
import dev.berth.domain.agent.AgentId;
import dev.berth.kit.Problem;

/// Finds the agent that a call's path names, for callers whose token reaches it.
final class NamedAgent {

    private final FindAgents find;

    NamedAgent(FindAgents find) {
        this.find = find;
    }

    /// A handler that is given the agent.
    Route.Handler then(Handling handling) {
        return call -> in(call, handling);
    }

    /// Carries out a call about an agent.
    @FunctionalInterface
    interface Handling {
        Answer handle(ApiCall call, AgentView agent) throws InterruptedException;
    }

    private Answer in(ApiCall call, Handling handling) throws InterruptedException {
        return switch (find.byReference(call.request().part("id"))) {
            case Decision.Refused<AgentView>(var refusal) -> Answer.problem(Problems.of(refusal));
            case Decision.Accepted<AgentView>(var view) -> {
                AgentId id = view.record().agent().id();
                call.concerns(id);
                yield call.identity().reaches(id)
                        ? handling.handle(call, view)
                        : Answer.problem(Problem.of(
                                403,
                                "forbidden",
                                "The token %s is limited to another agent."
                                        .formatted(call.identity().name())));
            }
        };
    }
}
