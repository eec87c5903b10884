package dev.berth.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.controlplane.accounts.AuditLine;
import dev.berth.controlplane.accounts.Scope;
import dev.berth.controlplane.requests.KeptCalls;
import dev.berth.domain.agent.AgentId;
import dev.berth.journal.Answer.Kept;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryState.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The kept calls to an agent, over the API.
class RequestsApiTest {

    private static final String REQUESTS = "/api/agents/shop/requests";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private KeptCalls calls;
    private ApiWorld world;
    private AgentId shop;
    private AgentId bank;

    @BeforeEach
    void open() {
        calls = new KeptCalls(folder);
        world = new ApiWorld(calls.desk());
        shop = world.deployed("shop").agent().id();
        bank = world.deployed("bank").agent().id();
    }

    @AfterEach
    void close() {
        world.close();
        calls.close();
    }

    private static String at(Entry entry) {
        return REQUESTS + "/" + entry.id();
    }

    private List<String> ids(String query) {
        List<String> ids = new ArrayList<>();
        world.get(REQUESTS + query)
                .expect(200)
                .json()
                .get("items")
                .forEach(each -> ids.add(each.get("id").asText()));
        return ids;
    }

    /// Lists lag a little.
    private void awaitListed(String query, Entry... expected) {
        List<String> wanted =
                List.of(expected).stream().map(each -> each.id().toString()).toList();
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!ids(query).equals(wanted) && Instant.now().isBefore(deadline)) {
            Thread.onSpinWait();
        }
        assertThat(ids(query)).isEqualTo(wanted);
    }

    @Test
    void showsAWaitingCall() {
        Entry entry = calls.waiting(shop, "/orders?x=%2F");

        JsonNode shown = world.get(at(entry)).expect(200).json();

        assertThat(shown.get("id").asText()).isEqualTo(entry.id().toString());
        assertThat(shown.get("agent").asText()).isEqualTo(shop.value());
        assertThat(shown.get("status").asText()).isEqualTo("accepted");
        assertThat(shown.get("attempts").asInt()).isZero();
        assertThat(shown.get("method").asText()).isEqualTo("POST");
        assertThat(shown.get("path").asText()).isEqualTo("/orders?x=%2F");
        assertThat(shown.get("bytes").asLong()).isEqualTo(entry.bytes());
        assertThat(shown.get("accepted_at").asText()).isEqualTo("2026-03-01T12:00:00.123Z");
        assertThat(shown.get("deadline").asText()).isEqualTo("2026-03-02T12:00:00.123Z");
        for (String nothing : List.of("generation", "ended_at", "answer", "reason", "expires_at", "replay_of")) {
            assertThat(shown.get(nothing).isNull()).as(nothing).isTrue();
        }
        assertThat(shown.at("/links/response").asText())
                .isEqualTo("/api/agents/%s/requests/%s/response".formatted(shop, entry.id()));
    }

    @Test
    void showsToWhichInstanceACallIsBeingDelivered() {
        JsonNode shown = world.get(at(calls.delivering(shop, "/a"))).expect(200).json();

        assertThat(shown.get("status").asText()).isEqualTo("delivering");
        assertThat(shown.get("attempts").asInt()).isEqualTo(1);
        assertThat(shown.get("generation").asInt()).isEqualTo(3);
        assertThat(shown.get("delivering_since").asText()).isEqualTo("2026-03-01T12:00:00.123Z");
    }

    @Test
    void showsWhatWasAnsweredAndHowMuchOfItIsKept() {
        Entry kept = calls.answered(shop, 201, "HTTP/1.1 201 Created\nX: y", KeptCalls.whole("hello"));
        Entry large = calls.answered(shop, 200, "HTTP/1.1 200 OK", new Kept.TooLarge(5_000_000));

        JsonNode shown = world.get(at(kept)).expect(200).json();
        assertThat(shown.get("answer")).hasToString("{\"status\":201,\"bytes\":5,\"kept\":true}");
        assertThat(shown.get("expires_at").asText()).isEqualTo("2026-03-02T12:00:00.123Z");
        assertThat(world.get(at(large)).json().get("answer"))
                .hasToString("{\"status\":200,\"bytes\":5000000,\"kept\":false}");
    }

    @Test
    void tellsWhyACallWasGivenUp() {
        Entry entry = calls.abandoned(shop, Reason.DEADLINE, "Nobody answered within 24h.");

        JsonNode shown = world.get(at(entry)).expect(200).json();
        ApiWorld.Reply response = world.get(at(entry) + "/response").expect(410);

        assertThat(shown.get("status").asText()).isEqualTo("abandoned");
        assertThat(shown.get("reason").asText()).isEqualTo("deadline");
        assertThat(shown.get("detail").asText()).isEqualTo("Nobody answered within 24h.");
        assertThat(response.code()).isEqualTo("request_abandoned");
        assertThat(response.json().get("reason").asText()).isEqualTo("deadline");
        assertThat(response.json().get("detail").asText()).endsWith("Nobody answered within 24h.");
    }

    @Test
    void listsTheNewestFirstAndOfOneAgentAlone() {
        Entry first = calls.waiting(shop, "/1");
        calls.waiting(bank, "/2");
        Entry second = calls.delivering(shop, "/3");
        Entry third = calls.answered(shop, 200, "HTTP/1.1 200 OK", KeptCalls.whole(""));
        Entry fourth = calls.abandoned(shop, Reason.ATTEMPTS, "Too often.");

        awaitListed("", fourth, third, second, first);
        awaitListed("?status=open", second, first);
        awaitListed("?status=completed&status=abandoned", fourth, third);
        awaitListed("?status=delivering", second);
        JsonNode item = world.get(REQUESTS + "?status=completed").json().at("/items/0");
        assertThat(item.get("answer")).hasToString("{\"status\":200}");
        assertThat(item.get("path").asText()).isEqualTo("/answered");
    }

    @Test
    void givesListsInPages() {
        Entry first = calls.waiting(shop, "/1");
        Entry second = calls.waiting(shop, "/2");
        Entry third = calls.waiting(shop, "/3");
        awaitListed("", third, second, first);

        JsonNode page = world.get(REQUESTS + "?limit=2").expect(200).json();
        JsonNode rest = world.get(
                        REQUESTS + "?limit=2&cursor=" + page.get("next").asText())
                .expect(200)
                .json();

        assertThat(page.get("items")).hasSize(2);
        assertThat(rest.at("/items/0/id").asText()).isEqualTo(first.id().toString());
        assertThat(rest.get("next").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"?status=done, status", "?cursor=nonsense, cursor", "?limit=501, limit"})
    void tellsWhichParameterIsWrong(String query, String parameter) {
        JsonNode problem = world.get(REQUESTS + query).expect(422).json();

        assertThat(problem.at("/errors/0/parameter").asText()).isEqualTo(parameter);
    }

    @Test
    void knowsNoEntryOfAnotherAgent() {
        Entry foreign = calls.answered(bank, 200, "HTTP/1.1 200 OK", KeptCalls.whole("secret"));

        for (String path : List.of("", "/response")) {
            assertThat(world.get(at(foreign) + path).expect(404).code()).isEqualTo("request_unknown");
        }
        assertThat(world.post(at(foreign) + "/replay", "").expect(404).code()).isEqualTo("request_unknown");
        assertThat(world.delete(at(foreign)).expect(404).code()).isEqualTo("request_unknown");
        assertThat(world.get(REQUESTS + "/nonsense").expect(404).code()).isEqualTo("request_unknown");
        assertThat(world.get("/api/agents/nobody/requests").expect(404).code()).isEqualTo("agent_unknown");
    }

    @Test
    void makesANewCallOfAnEndedOne() {
        Entry old = calls.answered(shop, 500, "HTTP/1.1 500 Oops", KeptCalls.whole(""));

        ApiWorld.Reply reply = world.post(at(old) + "/replay", "").expect(202);

        assertThat(reply.json().get("replay_of").asText()).isEqualTo(old.id().toString());
        assertThat(reply.json().get("path").asText()).isEqualTo("/answered");
        assertThat(world.get(reply.header("location"))
                        .expect(200)
                        .json()
                        .get("status")
                        .asText())
                .isEqualTo("accepted");
    }

    @Test
    void givesTheAnswerOfANewCallToWhoWaitsForIt() {
        Entry old = calls.answered(shop, 500, "HTTP/1.1 500 Oops", KeptCalls.whole(""));

        ApiWorld.Reply late =
                world.post(at(old) + "/replay", "", "Prefer: wait=1").expect(202);
        calls.answerWhoWaits(201, "HTTP/1.1 201 Created", KeptCalls.whole("at last"));
        ApiWorld.Reply soon =
                world.post(at(old) + "/replay", "", "Prefer: wait=30").expect(201);

        assertThat(late.header("location")).isNotEmpty();
        assertThat(soon.text()).isEqualTo("at last");
        assertThat(soon.header("berth-stored-answer")).isNotEqualTo(old.id().toString());
    }

    @Test
    void replaysNothingThatIsStillOpenAndNoMoreThanTheAgentMayHave() {
        Entry waiting = calls.waiting(shop, "/a");
        Entry ended = calls.answered(shop, 500, "HTTP/1.1 500 Oops", KeptCalls.whole(""));
        calls.atMostOpen(1);

        assertThat(world.post(at(waiting) + "/replay", "").expect(409).code()).isEqualTo("request_open");
        ApiWorld.Reply full = world.post(at(ended) + "/replay", "").expect(429);
        assertThat(full.code()).isEqualTo("queue_full");
        assertThat(full.json().get("detail").asText()).contains("journal.max_entries is 1");
        assertThat(full.header("retry-after")).isNotEmpty();
    }

    @Test
    void cancelsAWaitingCallAndForgetsAnEndedOne() {
        Entry entry = calls.waiting(shop, "/a");

        JsonNode cancelled = world.delete(at(entry)).expect(200).json();
        JsonNode shown = world.get(at(entry)).expect(200).json();
        JsonNode forgotten = world.delete(at(entry)).expect(200).json();

        assertThat(cancelled).hasToString("{\"cancelled\":1,\"forgotten\":0,\"in_flight\":0}");
        assertThat(shown.get("reason").asText()).isEqualTo("cancelled");
        assertThat(forgotten).hasToString("{\"cancelled\":0,\"forgotten\":1,\"in_flight\":0}");
        world.get(at(entry)).expect(404);
    }

    @Test
    void takesACallOutOfItsDeliveryOnlyByForce() {
        Entry entry = calls.delivering(shop, "/a");

        assertThat(world.delete(at(entry)).expect(409).code()).isEqualTo("request_in_flight");
        world.delete(at(entry) + "?force=true").expect(200);

        assertThat(world.get(at(entry)).json().get("detail").asText()).isEqualTo("Cancelled, outcome unknown.");
    }

    @Test
    void clearsManyAndCountsThem() {
        calls.waiting(shop, "/1");
        calls.waiting(shop, "/2");
        calls.delivering(shop, "/3");
        calls.answered(shop, 200, "HTTP/1.1 200 OK", KeptCalls.whole(""));
        Entry foreign = calls.waiting(bank, "/4");

        JsonNode open = world.delete(REQUESTS + "?status=open").expect(200).json();
        JsonNode forced = world.delete(REQUESTS + "?status=delivering&force=true")
                .expect(200)
                .json();

        assertThat(open).hasToString("{\"cancelled\":2,\"forgotten\":0,\"in_flight\":1}");
        assertThat(forced).hasToString("{\"cancelled\":1,\"forgotten\":0,\"in_flight\":0}");
        assertThat(calls.entry(foreign.id()).isOpen()).isTrue();
        JsonNode ended = world.delete(REQUESTS + "?status=completed&status=abandoned")
                .expect(200)
                .json();
        assertThat(ended).hasToString("{\"cancelled\":0,\"forgotten\":4,\"in_flight\":0}");
    }

    @Test
    void clearsNothingWithoutBeingToldWhat() {
        Entry entry = calls.waiting(shop, "/1");

        JsonNode problem = world.delete(REQUESTS).expect(422).json();

        assertThat(problem.at("/errors/0/parameter").asText()).isEqualTo("status");
        assertThat(calls.entry(entry.id()).isOpen()).isTrue();
    }

    @Test
    void letsEachScopeDoWhatItSays() {
        Entry entry = calls.answered(shop, 200, "HTTP/1.1 200 OK", KeptCalls.whole("x"));
        String read = "Authorization: Bearer " + world.token("reader", Optional.empty(), Scope.READ);
        String invoke = "Authorization: Bearer " + world.token("caller", Optional.of(shop), Scope.INVOKE);
        String other = "Authorization: Bearer " + world.token("other", Optional.of(bank), Scope.OPERATE);

        world.get(REQUESTS, read).expect(200);
        world.get(at(entry), read).expect(200);
        world.get(at(entry) + "/response", read).expect(403);
        world.post(at(entry) + "/replay", "", read).expect(403);
        world.get(at(entry) + "/response", invoke).expect(200);
        world.post(at(entry) + "/replay", "", invoke).expect(202);
        world.get(REQUESTS, invoke).expect(403);
        world.delete(at(entry), invoke).expect(403);
        world.get(at(entry), other).expect(403);
        world.delete(REQUESTS + "?status=open", other).expect(403);
    }

    @Test
    void recordsWhoChangedWhat() {
        Entry entry = calls.answered(shop, 200, "HTTP/1.1 200 OK", KeptCalls.whole("x"));
        world.post(at(entry) + "/replay", "");
        world.delete(at(entry));
        world.delete(REQUESTS + "?status=open");

        assertThat(world.auditLog.lines(Optional.of(shop), Long.MAX_VALUE, 3))
                .extracting(AuditLine::action, AuditLine::outcome)
                .containsExactly(
                        tuple("clearRequests", "done"), tuple("cancelRequest", "done"), tuple("replayRequest", "done"));
    }

    @Test
    void knowsNoRequestsWhereNothingIsKept() {
        try (ApiWorld without = new ApiWorld()) {
            without.deployed("shop");
            Entry entry = calls.waiting(shop, "/1");

            assertThat(without.get(REQUESTS).expect(200).json()).hasToString("{\"items\":[],\"next\":null}");
            assertThat(without.get(at(entry)).expect(404).code()).isEqualTo("request_unknown");
            assertThat(without.delete(REQUESTS + "?status=open").expect(200).json())
                    .hasToString("{\"cancelled\":0,\"forgotten\":0,\"in_flight\":0}");
        }
    }
}
