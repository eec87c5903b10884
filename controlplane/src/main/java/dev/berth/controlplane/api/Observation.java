package dev.berth.controlplane.api;

import java.time.InstantSource;
import java.util.List;

/// What agents write, use and went through.
final class Observation {

    private final NamedAgent named;
    private final Logs logs;
    private final Figures figures;
    private final Events events;
    private final Revisions revisions;

    Observation(AgentUseCases agents, Settling settling, InstantSource clock) {
        this.named = new NamedAgent(agents.find());
        this.logs = new Logs(agents.hosts(), clock);
        this.figures = new Figures(agents.hosts());
        this.events = new Events(agents.find(), agents.await(), settling, clock);
        this.revisions = new Revisions(agents.find());
    }

    List<Route> routes() {
        String one = "/api/agents/{id}";
        return List.of(
                Route.get("getAgentLogs", one + "/logs", Access.READ, named.then(logs::read)),
                Route.get("getAgentStats", one + "/stats", Access.READ, named.then(figures::read)),
                Route.get("getAgentEvents", one + "/events", Access.READ, named.then(events::read)),
                Route.get("getAgentRevisions", one + "/revisions", Access.READ, named.then(revisions::read)));
    }
}
