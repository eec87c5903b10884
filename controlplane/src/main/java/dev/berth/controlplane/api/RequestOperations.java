package dev.berth.controlplane.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.controlplane.agents.AgentView;
import dev.berth.controlplane.agents.FindAgents;
import dev.berth.controlplane.requests.LiveRequests.Cancellation;
import dev.berth.controlplane.requests.LiveRequests.Clearing;
import dev.berth.controlplane.requests.LiveRequests.Replay;
import dev.berth.controlplane.requests.RequestDesk;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Secret;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryQuery;
import dev.berth.journal.EntryQuery.Standing;
import dev.berth.journal.JournalFailure;
import dev.berth.kit.Problem;
import dev.berth.protocol.api.ApiJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Lists, shows, replays and cancels the calls to an agent that are kept.
final class RequestOperations {

    /// How long a change may take to reach the disk.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final Set<Standing> OPEN = Set.of(Standing.ACCEPTED, Standing.DELIVERING);

    private final RequestDesk desk;
    private final NamedAgent named;
    private final RequestAnswers answers;
    private final StoredAnswer stored;

    RequestOperations(RequestDesk desk, FindAgents find) {
        this.desk = desk;
        this.named = new NamedAgent(find);
        this.answers = new RequestAnswers(desk);
        this.stored = new StoredAnswer(desk);
    }

    List<Route> routes() {
        String all = "/api/agents/{id}/requests";
        String one = all + "/{rid}";
        return List.of(
                Route.get("listRequests", all, Access.READ, reading(this::list)),
                Route.delete("clearRequests", all, Access.OPERATE, reading(this::clear)),
                Route.get("getRequest", one, Access.READ, entry((_, entry) -> Answer.json(answers.full(entry)))),
                Route.delete("cancelRequest", one, Access.OPERATE, entry(this::cancel)),
                Route.get("getResponse", one + "/response", Access.INVOKE, entry((_, entry) -> stored.of(entry))),
                Route.post(
                        "renewCallbackSecret",
                        "/api/agents/{id}/callback-secret",
                        Access.OPERATE,
                        named.then(this::renew)),
                Route.post("replayRequest", one + "/replay", Access.INVOKE, entry(this::replay)));
    }

    /// Carries out a call about one entry.
    @FunctionalInterface
    private interface Handling {
        Answer handle(ApiCall call, Entry entry) throws InterruptedException;
    }

    private Route.Handler reading(NamedAgent.Handling handling) {
        return named.then((call, agent) -> {
            try {
                return handling.handle(call, agent);
            } catch (JournalFailure e) {
                return Answer.later(
                        Problem.of(
                                503,
                                "journal_unavailable",
                                "The journal does not answer: %s. Whether a change was made is not known."
                                        .formatted(e.getMessage())),
                        AGAIN);
            }
        });
    }

    private Route.Handler entry(Handling handling) {
        return reading((call, agent) -> {
            String text = call.request().part("rid");
            Optional<Entry> entry = EntryId.parse(text).flatMap(id -> desk.find(id(agent), id));
            return entry.isPresent() ? handling.handle(call, entry.get()) : Answer.problem(unknown(text));
        });
    }

    private static AgentId id(AgentView agent) {
        return agent.record().agent().id();
    }

    static Problem unknown(String id) {
        return Problem.of(
                404,
                "request_unknown",
                "The agent has no kept request %s. It may have expired, or was never kept."
                        .formatted(id.length() <= 80 ? id : id.substring(0, 77) + "..."));
    }

    private Answer list(ApiCall call, AgentView agent) {
        Set<Standing> standings = standings(call);
        Optional<EntryId> before = call.parameter("cursor", RequestOperations::cursor);
        int limit = call.limit();
        // One more than is shown tells whether there is a next page; the journal gives 500 at a time.
        int asked = Math.min(limit + 1, EntryQuery.LONGEST_PAGE);
        List<Entry> found = desk.list(new EntryQuery(id(agent), standings, before.orElse(null), asked));
        List<Entry> page = found.subList(0, Math.min(limit, found.size()));
        boolean more = found.size() == asked;
        return Answer.json(Pages.of(
                page.stream().map(answers::brief).toList(),
                more ? Optional.of(page.getLast().id().toString()) : Optional.empty()));
    }

    private static EntryId cursor(String text) {
        return EntryId.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("must be the next of an earlier page, not " + text));
    }

    private static Set<Standing> standings(ApiCall call) {
        return call.all("status", RequestOperations::standing).stream()
                .flatMap(Set::stream)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Set<Standing> standing(String text) {
        return text.equals("open")
                ? OPEN
                : Stream.of(Standing.values())
                        .filter(each -> AgentAnswers.word(each).equals(text))
                        .findFirst()
                        .map(Set::of)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "must be one of accepted, delivering, completed, abandoned, open, not " + text));
    }

    private Answer renew(ApiCall call, AgentView agent) {
        Secret secret = desk.callbacks().renewSecret(id(agent));
        return Answer.json(
                201, ApiJson.NODES.objectNode().put("agent", id(agent).value()).put("secret", secret.reveal()));
    }

    private Answer replay(ApiCall call, Entry entry) throws InterruptedException {
        return switch (await(desk.live().replay(entry.id()))) {
            case Replay.Taken(var made) -> answer(call, made);
            case Replay.StillOpen _ ->
                Answer.problem(
                        Problem.of(
                                409,
                                "request_open",
                                "It has not ended yet, so it is going to be delivered itself. Wait for it, or cancel it first."));
            case Replay.Full(var limit, var allowed) ->
                Answer.later(
                        Problem.of(
                                429,
                                "queue_full",
                                "The agent has as many requests waiting as it may have: journal.%s is %d."
                                        .formatted(limit, allowed)),
                        AGAIN);
            case Replay.Unknown _ -> Answer.problem(unknown(entry.id().toString()));
        };
    }

    /// What the agent answers within the time that the caller wants to wait; else where the entry is.
    private Answer answer(ApiCall call, Entry made) throws InterruptedException {
        Duration wait = Duration.ofSeconds(call.wantedWait().orElse(0));
        try {
            if (wait.isPositive()) {
                return stored.of(within(wait, desk.live().ended(made.id())));
            }
        } catch (TimeoutException _) {
            // It goes on without its caller.
        }
        Entry now = desk.find(made.agent(), made.id()).orElse(made);
        return new Answer.Json(202, answers.brief(now), Map.of("Location", RequestAnswers.path(made)));
    }

    private Answer cancel(ApiCall call, Entry entry) throws InterruptedException {
        Cancellation cancellation = await(desk.live().cancel(entry.id(), call.flag("force")));
        return switch (cancellation) {
            case CANCELLED -> Answer.json(json(new Clearing(1, 0, 0)));
            case FORGOTTEN -> Answer.json(json(new Clearing(0, 1, 0)));
            case IN_FLIGHT ->
                Answer.problem(Problem.of(
                        409,
                        "request_in_flight",
                        "It is being delivered. ?force=true gives it up all the same, with an unknown outcome."));
            case UNKNOWN -> Answer.problem(unknown(entry.id().toString()));
        };
    }

    private Answer clear(ApiCall call, AgentView agent) throws InterruptedException {
        Set<Standing> standings = standings(call);
        if (standings.isEmpty()) {
            throw ApiCall.invalid(
                    "status", "is missing: which requests shall go. Waiting ones are cancelled, ended ones forgotten.");
        }
        return Answer.json(json(await(desk.live().clear(id(agent), standings, call.flag("force")))));
    }

    private static ObjectNode json(Clearing clearing) {
        return ApiJson.NODES
                .objectNode()
                .put("cancelled", clearing.cancelled())
                .put("forgotten", clearing.forgotten())
                .put("in_flight", clearing.inFlight());
    }

    private static <T> T await(CompletionStage<T> change) throws InterruptedException {
        try {
            return within(PATIENCE, change);
        } catch (TimeoutException e) {
            throw new JournalFailure("the change did not reach the disk within " + PATIENCE.toSeconds() + " s", e);
        }
    }

    private static <T> T within(Duration patience, CompletionStage<T> stage)
            throws InterruptedException, TimeoutException {
        try {
            return stage.toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof JournalFailure failure
                    ? failure
                    : new IllegalStateException("the journal failed in another way than a journal does", e);
        }
    }
}
