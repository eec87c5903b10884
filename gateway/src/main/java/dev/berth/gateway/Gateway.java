package dev.berth.gateway;

import dev.berth.domain.activity.Calls;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.edge.http.HeaderLines;
import dev.berth.edge.route.Call;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Router;
import dev.berth.kit.Problem;
import java.util.Optional;

/// Routes calls below `/agent/`: identify, accept, resolve, await ready, deliver, record.
public final class Gateway implements Router {

    private static final Problem NOBODY =
            Problem.of(404, "agent_unknown", "No agent is named. Calls go to /agent/{id or slug}/...");

    private final Routes routes;
    private final Identify identify;
    private final Acceptance acceptance;
    private final GatewaySettings settings;
    private final CallLog log;
    private final CallCounts counts;

    public Gateway(Routes routes, Callers callers, Acceptance acceptance, GatewaySettings settings, CallLog log) {
        this.routes = routes;
        this.identify = new Identify(callers);
        this.acceptance = acceptance;
        this.settings = settings;
        this.log = log;
        this.counts = new CallCounts(settings.callsPerAgent());
    }

    /// The calls of an agent that are under way, tunnels among them, or held at the gate.
    public Calls calls(AgentId agent) {
        CallCounts.Count count = counts.of(agent);
        return new Calls(count.all(), 0, 0, count.atWork(), counts.lastEnded(agent));
    }

    /// How many of an agent's calls one of its instances has, or may be about to get.
    public int callsAt(InstanceId instance) {
        return counts.of(instance.agent()).at(instance);
    }

    @Override
    public Decision route(Call call) {
        return switch (AgentTarget.of(call.head().target())) {
            case AgentTarget.Inside inside -> identified(call, inside);
            case AgentTarget.Bare bare ->
                new Decision.Answer(308, new HeaderLines().add("Location", bare.prefix() + "/" + bare.query()));
            case AgentTarget.Nobody _ -> refused(NOBODY, HeaderLines.none());
        };
    }

    private Decision identified(Call call, AgentTarget.Inside target) {
        Optional<AgentRoute> route = routes.find(target.reference());
        return switch (identify.identify(call.head(), route)) {
            case Identify.Identified.Refused(Problem problem, HeaderLines headers) -> refused(problem, headers);
            case Identify.Identified.Known(boolean usedAuthorization, String caller) ->
                route.isEmpty()
                        ? refused(unknown(target.reference()), HeaderLines.none())
                        : accepted(call, target, route.get(), usedAuthorization, caller);
        };
    }

    private Decision accepted(
            Call call, AgentTarget.Inside target, AgentRoute route, boolean usedAuthorization, String caller) {
        if (!counts.enter(route.agent())) {
            return refused(busy(), new HeaderLines().add("Retry-After", "1"));
        }
        Watched watched = new Watched(route.agent(), counts, log);
        // Looked up once more: an agent that was about to sleep saw no call before this one was counted.
        AgentRoute now = routes.find(target.reference()).orElse(route);
        Admitted admitted = new Admitted(call, target, usedAuthorization, caller, now, watched);
        return WaitingPage.isFor(admitted) ? WaitingPage.unlessReady(routes, admitted, this::taken) : taken(admitted);
    }

    private Decision taken(Admitted call) {
        return acceptance.accept(
                call,
                (told, whenUnreachable) -> new Delivery(
                                call, routes, settings, told, WaitingPage.insteadOf(whenUnreachable, call))
                        .begun(call.route()));
    }

    private Problem busy() {
        return Problem.of(
                429,
                "agent_busy",
                "%d calls to this agent are under way, which is its limit. Repeat the call later."
                        .formatted(settings.callsPerAgent()));
    }

    private Decision refused(Problem problem, HeaderLines headers) {
        log.refused(problem.code());
        return new Decision.Refuse(problem, headers);
    }

    static Problem unknown(String reference) {
        return Problem.of(404, "agent_unknown", "No agent has the id or slug " + reference + ".");
    }
}
