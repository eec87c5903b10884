package dev.berth.controlplane.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.controlplane.agents.AgentEdit;
import dev.berth.controlplane.agents.AgentQuery;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.AgentView;
import dev.berth.controlplane.agents.Decision;
import dev.berth.controlplane.agents.DirectAgent;
import dev.berth.controlplane.agents.FindAgents;
import dev.berth.controlplane.agents.NewAgent;
import dev.berth.controlplane.agents.Refusal;
import dev.berth.controlplane.agents.RollOut;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.AgentKind;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Limits;
import dev.berth.domain.agent.Rollout;
import dev.berth.domain.agent.StartPolicy;
import dev.berth.domain.lifecycle.AgentStatus;
import dev.berth.domain.lifecycle.Run;
import dev.berth.kit.Durations;
import dev.berth.kit.Problem;
import dev.berth.protocol.api.AgentBody;
import dev.berth.protocol.api.AgentBodyReader;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Deploys, shows, edits and removes agents.
final class AgentOperations {

    private final AgentUseCases agents;
    private final Settling settling;
    private final NamedAgent named;
    private final AgentBodyReader reader;
    private final OperatorRules rules;
    private final PublicUrl publicUrl;

    AgentOperations(AgentUseCases agents, Settling settling, ApiSettings settings) {
        this.agents = agents;
        this.settling = settling;
        this.named = new NamedAgent(agents.find());
        this.reader = new AgentBodyReader(settings.defaultImage());
        this.rules = settings.rules();
        this.publicUrl = new PublicUrl(settings.publicUrl());
    }

    List<Route> routes() {
        String one = "/api/agents/{id}";
        return List.of(
                Route.get("listAgents", "/api/agents", Access.READ, this::list),
                Route.post("createAgent", "/api/agents", Access.OPERATE, this::create),
                Route.get("getAgent", one, Access.READ, named.then(this::show)),
                Route.patch("editAgent", one, Access.OPERATE, named.then(this::edit)),
                Route.delete("removeAgent", one, Access.OPERATE, named.then(this::remove)));
    }

    private Answer list(ApiCall call) {
        AgentQuery query = new AgentQuery(
                Set.copyOf(call.all("status", text -> word(text, AgentStatus.class))),
                Set.copyOf(call.all("kind", text -> word(text, AgentKind.class))),
                call.all("label", AgentOperations::label),
                call.all("name", text -> text));
        Optional<FindAgents.Position> after = call.parameter("cursor", FindAgents.Position::parse);
        int limit = call.limit();
        if (!call.identity().reachesAll()) {
            return reached(call, query);
        }
        FindAgents.Page page = agents.find().list(query, after, limit);
        String base = publicUrl.of(call.request());
        return Answer.json(Pages.of(
                page.items().stream().map(each -> shown(each, base)).toList(),
                page.next().map(FindAgents.Position::toString)));
    }

    /// The list of a caller whose token is limited to some agents.
    private Answer reached(ApiCall call, AgentQuery query) {
        String base = publicUrl.of(call.request());
        FindAgents.Page all = agents.find().list(query, Optional.empty(), Integer.MAX_VALUE - 1);
        return Answer.json(Pages.of(
                all.items().stream()
                        .filter(each ->
                                call.identity().reaches(each.record().agent().id()))
                        .map(each -> shown(each, base))
                        .toList(),
                Optional.empty()));
    }

    private ObjectNode shown(AgentView agent, String base) {
        ObjectNode node = AgentAnswers.agent(agent, base);
        node.set("activity", KeepAlive.activity(agents.activity().of(agent)));
        return node;
    }

    private Answer create(ApiCall call) throws InterruptedException {
        if (!call.identity().reachesAll()) {
            return Answer.problem(Problem.of(
                    403,
                    "forbidden",
                    "The token %s is limited to an agent, so it cannot deploy others."
                            .formatted(call.identity().name())));
        }
        AgentBody body = call.body(reader::read);
        String owner = body.owner().orElse(call.identity().owner());
        Decision<AgentRecord> decision = rules.check(body.spec())
                .then(spec -> agents.deploy()
                        .deploy(new NewAgent(
                                body.slug(), body.profile(), body.kind(), owner, body.conduct(), body.token(), spec)));
        return switch (decision) {
            case Decision.Refused<AgentRecord>(var refusal) -> Answer.problem(Problems.of(refusal));
            case Decision.Accepted<AgentRecord>(var record) -> created(call, record);
        };
    }

    private Answer created(ApiCall call, AgentRecord record) throws InterruptedException {
        AgentId id = record.agent().id();
        call.concerns(id);
        AgentView now = record.agent().conduct().start() == StartPolicy.ON_DEPLOY
                ? settling.awaitIfAsked(call, id, view -> DirectAgent.settled(view, Goal.RUN))
                        .orElse(settling.view(record))
                : settling.view(record);
        ObjectNode agent = shown(now, publicUrl.of(call.request()));
        return new Answer.Json(201, agent, Map.of("Location", "/api/agents/" + id));
    }

    private Answer show(ApiCall call, AgentView agent) {
        return Answer.json(shown(agent, publicUrl.of(call.request())));
    }

    private Answer edit(ApiCall call, AgentView agent) throws InterruptedException {
        boolean restart = call.flag("restart");
        boolean rollout = call.flag("rollout");
        RollOut.Terms terms = new RollOut.Terms(
                call.parameter("ready_within", AgentOperations::readyWithin).orElse(Rollout.USUAL), call.flag("force"));
        JsonNode patch = call.body(node -> {
            reader.patched(AgentAnswers.written(agent.record()), node);
            return node;
        });
        Function<AgentRecord, Decision<AgentEdit>> change = seen -> {
            AgentBody current = AgentAnswers.written(seen);
            return wanted(current, reader.patched(current, patch));
        };
        AgentId id = agent.record().agent().id();
        Decision<AgentRecord> decision = rollout
                ? agents.edit().rollOut(id, terms, change)
                : agents.edit().edit(id, change);
        return switch (decision) {
            case Decision.Refused<AgentRecord>(var refusal) -> Answer.problem(Problems.of(refusal));
            case Decision.Accepted<AgentRecord>(var record) when rollout -> rolledOut(call, record);
            case Decision.Accepted<AgentRecord>(var record) -> {
                boolean runs = record.latest().filter(Run::live).isPresent();
                AgentView now = restart && runs && AgentAnswers.restartRequired(record)
                        ? restarted(call, record)
                        : settling.view(record);
                yield Answer.json(shown(now, publicUrl.of(call.request())));
            }
        };
    }

    private static Duration readyWithin(String text) {
        Duration time = Durations.parse(text);
        if (!time.isPositive() || time.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("must be above 0s and at most 1h, not " + text);
        }
        return time;
    }

    /// A rollout that went back while its caller waited is a failure to him.
    private Answer rolledOut(ApiCall call, AgentRecord record) throws InterruptedException {
        AgentId id = record.agent().id();
        boolean begun = isUnderWay(record);
        AgentView now = begun
                ? settling.await(call, id, view -> DirectAgent.settled(view, Goal.RUN) && !isUnderWay(view.record()))
                        .orElse(settling.view(record))
                : settling.view(record);
        Rollout rollout = now.record().agent().wish().rollout();
        return begun && rollout != null && rollout.phase() == Rollout.Phase.WENT_BACK
                ? Answer.problem(Problems.of(new Refusal.Failed(id, rollout.outcome(), List.of()))
                        .with("agent_status", AgentAnswers.word(now.standing().status())))
                : Answer.json(shown(now, publicUrl.of(call.request())));
    }

    private static boolean isUnderWay(AgentRecord record) {
        Rollout rollout = record.agent().wish().rollout();
        return rollout != null && rollout.underWay();
    }

    private Decision<AgentEdit> wanted(AgentBody current, AgentBody patched) {
        if (!patched.slug().equals(current.slug())) {
            return fixed("/slug");
        }
        if (patched.kind() != current.kind()) {
            return fixed("/kind");
        }
        if (!patched.owner().equals(current.owner())) {
            return fixed("/owner");
        }
        return rules.check(sameSize(current.spec(), patched.spec()))
                .then(spec ->
                        Decision.accepted(new AgentEdit(patched.profile(), patched.conduct(), patched.token(), spec)));
    }

    /// A size that is only written in another way is no change.
    private static AgentSpec sameSize(AgentSpec current, AgentSpec patched) {
        return current.limits().memory().bytes() == patched.limits().memory().bytes()
                ? Specs.with(
                        patched,
                        new Limits(
                                current.limits().memory(),
                                patched.limits().cpu(),
                                patched.limits().pids()))
                : patched;
    }

    private static Decision<AgentEdit> fixed(String pointer) {
        return Decision.refused(
                new Refusal.NotAllowed(pointer, "It cannot be changed. Deploy another agent, or leave it out."));
    }

    private AgentView restarted(ApiCall call, AgentRecord record) throws InterruptedException {
        AgentId id = record.agent().id();
        return switch (agents.direct().restart(id, call.flag("force"))) {
            case Decision.Accepted<AgentRecord> _ ->
                settling.await(call, id, view -> DirectAgent.settled(view, Goal.RUN))
                        .orElse(settling.view(record));
            case Decision.Refused<AgentRecord> _ -> settling.view(record);
        };
    }

    private Answer remove(ApiCall call, AgentView agent) throws InterruptedException {
        AgentId id = agent.record().agent().id();
        Decision<AgentRecord> decision = agents.direct().remove(id, call.flag("volumes"), call.flag("force"));
        return switch (decision) {
            case Decision.Refused<AgentRecord>(var refusal) -> Answer.problem(Problems.of(refusal));
            case Decision.Accepted<AgentRecord> _ ->
                settling.await(call, id, _ -> false)
                        .map(left -> Lifecycle.underWay("Agent is being removed", left))
                        .orElse(new Answer.Nothing(204));
        };
    }

    private static AgentQuery.LabelMatch label(String text) {
        int equals = text.indexOf('=');
        return equals < 0
                ? new AgentQuery.LabelMatch(text, Optional.empty())
                : new AgentQuery.LabelMatch(text.substring(0, equals), Optional.of(text.substring(equals + 1)));
    }

    static <E extends Enum<E>> E word(String text, Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> AgentAnswers.word(each).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(AgentAnswers::word)
                                .collect(Collectors.joining(", "))
                        + ", not " + text));
    }
}
