package dev.berth.controlplane.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.controlplane.activity.HealthReports;
import dev.berth.controlplane.activity.HealthReports.Report;
import dev.berth.controlplane.agents.AgentQuery;
import dev.berth.controlplane.agents.AgentView;
import dev.berth.controlplane.agents.FindAgents;
import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.instance.CheckResult;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.domain.lifecycle.AgentStatus;
import dev.berth.domain.lifecycle.Run;
import dev.berth.kit.Durations;
import dev.berth.protocol.api.ApiJson;
import java.util.List;
import java.util.Optional;

/// Tells whether agents are well.
final class Health {

    private final FindAgents find;
    private final HealthReports reports;
    private final NamedAgent named;

    Health(AgentUseCases agents) {
        this.find = agents.find();
        this.reports = agents.health();
        this.named = new NamedAgent(agents.find());
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "getAgentHealth",
                        "/api/agents/{id}/health",
                        Access.READ,
                        named.then((_, agent) -> Answer.json(whole(agent)))),
                Route.get("listAgentHealth", "/api/health/agents", Access.READ, this::list));
    }

    private Answer list(ApiCall call) {
        Optional<FindAgents.Position> after = call.parameter("cursor", FindAgents.Position::parse);
        int limit = call.limit();
        if (!call.identity().reachesAll()) {
            return reached(call);
        }
        FindAgents.Page page = find.list(AgentQuery.ALL, after, limit);
        return Answer.json(Pages.of(
                page.items().stream().map(each -> brief(each, report(each))).toList(),
                page.next().map(FindAgents.Position::toString)));
    }

    /// The list of a caller whose token is limited to some agents.
    private Answer reached(ApiCall call) {
        FindAgents.Page all = find.list(AgentQuery.ALL, Optional.empty(), Integer.MAX_VALUE - 1);
        return Answer.json(Pages.of(
                all.items().stream()
                        .filter(each ->
                                call.identity().reaches(each.record().agent().id()))
                        .map(each -> brief(each, report(each)))
                        .toList(),
                Optional.empty()));
    }

    private Optional<Report> report(AgentView view) {
        return view.record().latest().filter(Run::live).map(Run::id).flatMap(reports::of);
    }

    private ObjectNode whole(AgentView view) {
        Optional<Report> report = report(view);
        ObjectNode node = brief(view, report);
        ArrayNode results = node.putArray("results");
        report.map(Report::results)
                .orElse(List.of())
                .forEach(each -> results.addObject()
                        .put("at", ApiJson.time(each.at()))
                        .put("took", Durations.format(each.took()))
                        .put("outcome", AgentAnswers.word(each.outcome()))
                        .put("detail", each.detail()));
        return node;
    }

    /// Without the results of single checks.
    private ObjectNode brief(AgentView view, Optional<Report> report) {
        Agent agent = view.record().agent();
        Verdict verdict = verdict(view);
        Optional<CheckResult> last =
                report.flatMap(each -> each.results().stream().findFirst());
        ObjectNode node = ApiJson.NODES.objectNode();
        node.put("id", agent.id().value()).put("slug", agent.slug().value());
        node.put("health", AgentAnswers.word(verdict.health())).put("reason", verdict.reason());
        node.put("failures", report.map(Report::failures).orElse(0));
        node.put("detail", last.map(CheckResult::detail).orElse(null));
        return node.put(
                "checked_at", last.map(CheckResult::at).map(ApiJson::time).orElse(null));
    }

    private enum Word {
        HEALTHY,
        UNHEALTHY,
        STARTING,
        NOT_RUNNING,
        UNKNOWN
    }

    /// @param reason a sentence
    private record Verdict(Word health, String reason) {}

    private static Verdict verdict(AgentView view) {
        String reason = view.standing().reason();
        Optional<Run> live = view.record().latest().filter(Run::live);
        if (live.isPresent() && view.standing().status() == AgentStatus.UNREACHABLE) {
            return new Verdict(Word.UNKNOWN, reason);
        }
        if (live.isEmpty()) {
            return new Verdict(
                    view.standing().status() == AgentStatus.STARTING ? Word.STARTING : Word.NOT_RUNNING, reason);
        }
        return live.get().state() instanceof Running running
                ? whileRunning(view, running, reason)
                : new Verdict(Word.STARTING, reason);
    }

    private static Verdict whileRunning(AgentView view, Running running, String reason) {
        return switch (running.readiness()) {
            case STARTING -> new Verdict(Word.STARTING, reason);
            case PAUSED -> new Verdict(Word.NOT_RUNNING, reason);
            case UNHEALTHY -> new Verdict(Word.UNHEALTHY, "Its health check fails.");
            case READY ->
                new Verdict(
                        Word.HEALTHY,
                        view.record().inForce().healthCheck() instanceof HealthCheck.PortOpen
                                ? "It has no health check; its port opened."
                                : "Its health check passes.");
        };
    }
}
