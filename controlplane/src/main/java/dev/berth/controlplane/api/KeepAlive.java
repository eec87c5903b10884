package dev.berth.controlplane.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.controlplane.activity.Leases;
import dev.berth.controlplane.agents.AgentView;
import dev.berth.domain.activity.Activity;
import dev.berth.domain.activity.Lease;
import dev.berth.domain.agent.AgentId;
import dev.berth.protocol.api.ApiJson;
import dev.berth.protocol.api.Fields;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Keeps agents awake for a while, and says whether they are.
final class KeepAlive {

    private final Leases leases;
    private final NamedAgent named;
    private final InstantSource clock;

    KeepAlive(AgentUseCases agents, InstantSource clock) {
        this.leases = agents.leases();
        this.named = new NamedAgent(agents.find());
        this.clock = clock;
    }

    List<Route> routes() {
        String path = "/api/agents/{id}/keepalive";
        return List.of(
                Route.get("getKeepAlive", path, Access.READ_SELF, named.then(this::show)),
                Route.put("keepAlive", path, Access.OPERATE_SELF, named.then(this::keep)),
                Route.delete("endKeepAlive", path, Access.OPERATE_SELF, named.then(this::end)));
    }

    private Answer show(ApiCall call, AgentView agent) {
        return Answer.json(body(leases.of(id(agent)).filter(each -> each.until().isAfter(clock.instant()))));
    }

    private Answer keep(ApiCall call, AgentView agent) {
        Wanted wanted = call.body(KeepAlive::read);
        return Answer.json(body(Optional.of(leases.keep(id(agent), wanted.length(), wanted.reason()))));
    }

    private Answer end(ApiCall call, AgentView agent) {
        leases.end(id(agent));
        return new Answer.Nothing(204);
    }

    private record Wanted(Duration length, String reason) {}

    private static Wanted read(JsonNode body) {
        Fields fields = Fields.of(body);
        Optional<Duration> length = fields.duration("for");
        Optional<String> reason = fields.text("reason");
        if (length.isEmpty() && !fields.faulty()) {
            fields.refuse("for", "is missing: how long, such as 10m.");
        }
        length.filter(each -> !each.isPositive() || each.compareTo(Leases.LONGEST) > 0)
                .ifPresent(_ -> fields.refuse("for", "must be positive and at most 24h."));
        reason.filter(each -> each.length() > Lease.LONGEST_REASON)
                .ifPresent(_ -> fields.refuse("reason", "must be at most 200 characters."));
        fields.end();
        fields.orThrow();
        return new Wanted(length.orElse(Duration.ZERO), reason.orElse(""));
    }

    private static AgentId id(AgentView agent) {
        return agent.record().agent().id();
    }

    private static ObjectNode body(Optional<Lease> lease) {
        ObjectNode node = ApiJson.NODES.objectNode();
        node.put("until", lease.map(each -> ApiJson.time(each.until())).orElse(null));
        return node.put("reason", lease.map(Lease::reason).orElse(""));
    }

    /// What an agent's body says of its activity.
    static ObjectNode activity(Activity activity) {
        ObjectNode node = ApiJson.NODES.objectNode().put("awake", activity.awake());
        node.put("because", activity.because()).put("since", ApiJson.time(activity.since()));
        return node.put("sleeps_at", activity.sleepsAt().map(ApiJson::time).orElse(null));
    }
}
