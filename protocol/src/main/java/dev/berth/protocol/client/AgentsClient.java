package dev.berth.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.kit.Durations;
import dev.berth.protocol.client.Transport.Answer;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The operations on agents. `agent` is an id or a slug everywhere.
///
/// Every method throws [ServerUnreachable], [RequestRefused] or [AnswerBroken] when it cannot be done.
public final class AgentsClient {

    private static final String PATH = "/api/agents";
    private static final String LARGEST_PAGE = "500";

    private final Transport transport;

    AgentsClient(Transport transport) {
        this.transport = transport;
    }

    /// Deploys an agent and does not wait until it runs.
    public AgentAnswer create(JsonNode body) throws InterruptedException {
        HttpRequest.Builder request = transport
                .request(PATH)
                .header("Content-Type", "application/json")
                .POST(Transport.json(body));
        return new AgentAnswer(transport.call(request, Duration.ZERO).json());
    }

    public Page<AgentAnswer> page(AgentFilter filter, Optional<String> cursor) throws InterruptedException {
        return Page.read(transport.get(paged(filter.addTo(Query.of(PATH)), cursor)), AgentAnswer::new);
    }

    /// Every agent that the filter lets through, in the order of creation.
    public List<AgentAnswer> all(AgentFilter filter) throws InterruptedException {
        return Page.all(cursor -> page(filter, cursor));
    }

    public AgentAnswer get(String agent) throws InterruptedException {
        return new AgentAnswer(transport.get(at(agent, "")));
    }

    /// Changes an agent by a merge-patch.
    ///
    /// @param restart whether to restart it when the change needs that
    public AgentAnswer patch(String agent, JsonNode patch, boolean restart) throws InterruptedException {
        HttpRequest.Builder request = transport
                .request(Query.of(at(agent, "")).addIf(restart, "restart", "true"))
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", Transport.json(patch));
        return new AgentAnswer(transport.call(request, Duration.ZERO).json());
    }

    /// Changes an agent by a merge-patch and puts the change in force with a way back. Does not wait for its end.
    ///
    /// @param readyWithin how long the new instance may take until it is ready
    /// @param force whether open calls are cut off
    public AgentAnswer rollOut(String agent, JsonNode patch, Duration readyWithin, boolean force)
            throws InterruptedException {
        Query path = Query.of(at(agent, ""))
                .add("rollout", "true")
                .add("ready_within", Durations.format(readyWithin))
                .addIf(force, "force", "true");
        HttpRequest.Builder request = waiting(transport.request(path), Duration.ZERO)
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", Transport.json(patch));
        return new AgentAnswer(transport.call(request, Duration.ZERO).json());
    }

    /// @param volumes whether volumes that Berth made for it go too
    /// @param force whether it is killed instead of asked to end
    public Outcome remove(String agent, boolean volumes, boolean force, Duration wait) throws InterruptedException {
        Query path = Query.of(at(agent, "")).addIf(volumes, "volumes", "true").addIf(force, "force", "true");
        return outcome(transport.call(waiting(transport.request(path), wait).DELETE(), wait));
    }

    public Outcome act(String agent, AgentAction action, Duration wait) throws InterruptedException {
        return act(agent, action, false, wait);
    }

    /// @param force whether open calls are cut off instead of being let end; only for what ends an agent
    public Outcome act(String agent, AgentAction action, boolean force, Duration wait) throws InterruptedException {
        Query path = Query.of(at(agent, "/" + action.word())).addIf(force, "force", "true");
        HttpRequest.Builder request = waiting(transport.request(path), wait);
        return outcome(transport.call(request.POST(BodyPublishers.noBody()), wait));
    }

    /// Sends an agent to sleep.
    ///
    /// @param depth `freeze` or `stop`
    /// @param force whether it is not let finish its open calls
    public Outcome hibernate(String agent, String depth, boolean force, Duration wait) throws InterruptedException {
        Query path = Query.of(at(agent, "/hibernate")).addIf(force, "force", "true");
        HttpRequest.Builder request = waiting(transport.request(path), wait).header("Content-Type", "application/json");
        JsonNode body = JsonNodeFactory.instance.objectNode().put("depth", depth);
        return outcome(transport.call(request.POST(Transport.json(body)), wait));
    }

    /// The log's bytes as the container wrote them, as they come. The caller closes it.
    public InputStream logs(String agent, LogQuery query) throws InterruptedException {
        return transport.stream(transport
                .request(query.addTo(Query.of(at(agent, "/logs"))))
                .setHeader("Accept", "text/plain, application/problem+json")
                .GET());
    }

    public StatsAnswer stats(String agent) throws InterruptedException {
        return new StatsAnswer(transport.get(at(agent, "/stats")).path("stats"));
    }

    /// Whether it is well, as the server writes it.
    public JsonNode health(String agent) throws InterruptedException {
        return transport.get(at(agent, "/health"));
    }

    /// Whether agents are well, in the order of creation, as the server writes it.
    public List<JsonNode> allHealth() throws InterruptedException {
        return Page.all(
                cursor -> Page.read(transport.get(paged(Query.of("/api/health/agents"), cursor)), each -> each));
    }

    /// Every event that is kept, oldest first.
    public List<EventAnswer> events(String agent) throws InterruptedException {
        return Page.all(cursor ->
                Page.read(transport.get(paged(Query.of(at(agent, "/events")), cursor)), EventAnswer::new));
    }

    /// Events after the one with this sequence number: those that happened already, then each as it happens.
    public EventStream followEvents(String agent, long after) throws InterruptedException {
        HttpRequest.Builder request = transport
                .request(Query.of(at(agent, "/events")).add("follow", "true"))
                .setHeader("Accept", "text/event-stream, application/problem+json")
                .GET();
        if (after > 0) {
            request.header("Last-Event-ID", Long.toString(after));
        }
        return new EventStream(transport, transport.stream(request));
    }

    /// The revisions that it has had, newest first, as the server writes them.
    public List<JsonNode> revisions(String agent) throws InterruptedException {
        return Page.all(cursor ->
                Page.read(transport.get(paged(Query.of(at(agent, "/revisions")), cursor)), each -> each));
    }

    private static String at(String agent, String rest) {
        return PATH + "/" + Query.encoded(agent) + rest;
    }

    private static Query paged(Query query, Optional<String> cursor) {
        query.add("limit", LARGEST_PAGE);
        cursor.ifPresent(value -> query.add("cursor", value));
        return query;
    }

    private static HttpRequest.Builder waiting(HttpRequest.Builder request, Duration wait) {
        return request.header("Prefer", "wait=" + wait.toSeconds());
    }

    private static Outcome outcome(Answer answer) {
        return switch (answer.status()) {
            case 204 -> new Outcome.Done("");
            case 202 -> {
                JsonNode json = answer.json();
                yield new Outcome.UnderWay(
                        json.path("status").asText(), json.path("status_reason").asText());
            }
            default -> new Outcome.Done(answer.json().path("message").asText());
        };
    }
}
