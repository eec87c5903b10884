package dev.berth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.agent.CallPolicy;
import dev.berth.edge.Conversation;
import dev.berth.edge.ScriptedUpstream;
import dev.berth.gateway.callback.CallbackPolicy;
import dev.berth.gateway.callback.Poster.Reply;
import dev.berth.journal.EntryId;
import dev.berth.journal.callbacks.CallbackState.Delivered;
import dev.berth.journal.callbacks.CallbackState.Due;
import dev.berth.journal.callbacks.CallbackState.GivenUp;
import dev.berth.kit.Backoff;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Callbacks of kept calls, over a real journal; their receivers are no more than a list.
class CallbacksTest {

    private static final String ASYNC = "Prefer: respond-async";
    private static final String URL = "https://example.org/done";
    private static final Backoff SHORT = new Backoff(Duration.ofMillis(1), Duration.ofMillis(20));
    private static final Backoff LONG = new Backoff(Duration.ofHours(1), Duration.ofHours(2));

    @TempDir
    Path folder;

    private CallbackGate gate;
    private final BlockingQueue<Conversation.Message> heard = new LinkedBlockingQueue<>();
    private ScriptedUpstream agent;

    @BeforeEach
    void open() {
        gate = opened(policy(SHORT, Duration.ofHours(24)));
        agent = KeptGate.answering(heard, "done");
    }

    @AfterEach
    void close() {
        gate.close();
        agent.close();
    }

    private CallbackGate opened(CallbackPolicy policy) {
        return new CallbackGate(folder, policy);
    }

    private static CallbackPolicy policy(Backoff again, Duration patience) {
        return new CallbackPolicy(again, patience, Duration.ofHours(1), 5, 8, 2);
    }

    private void reopen(CallbackPolicy policy) {
        gate.close();
        gate = opened(policy);
    }

    @Test
    void tellsTheOutcomeOfACallThatNobodyWaitedFor() {
        gate.gate().ready(agent);

        Conversation.Message answer = gate.call("POST", "/orders", URL + "?ticket=7", ASYNC);
        EntryId id = KeptGate.entryOf(answer);
        CallbackGate.Posted post = gate.awaitPost(1);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(post.url().target()).isEqualTo("/done?ticket=7");
        JsonNode told = post.json();
        assertThat(told.get("id").asText()).isEqualTo(id.toString());
        assertThat(told.get("agent").asText()).isEqualTo(FakeRoutes.SHOP.value());
        assertThat(told.get("status").asText()).isEqualTo("completed");
        assertThat(told.get("attempts").asInt()).isEqualTo(1);
        assertThat(told.at("/answer/status").asInt()).isEqualTo(201);
        assertThat(told.at("/answer/body").asText()).isEqualTo("ZG9uZQ==");
        assertThat(told.at("/answer/body_encoding").asText()).isEqualTo("base64");
        assertThat(told.get("location").asText()).endsWith("/requests/" + id);
        assertThat(post.headers()).containsEntry("Berth-Callback-Id", id.toString());
        assertThat(gate.awaitState(id, Delivered.class::isInstance).attempts()).isEqualTo(1);
    }

    @Test
    void signsTimeAndBodyWithTheAgentsSecret() throws Exception {
        gate.gate().ready(agent);
        gate.call("POST", "/orders", URL);

        CallbackGate.Posted post = gate.awaitPost(1);

        String signature = post.headers().getOrDefault("Berth-Signature", "");
        assertThat(signature).matches("t=\\d+,v1=[0-9a-f]{64}");
        String time = signature.substring(2, signature.indexOf(','));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(CallbackGate.SECRET.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] expected = mac.doFinal((time + "." + post.text()).getBytes(StandardCharsets.UTF_8));
        assertThat(signature).endsWith("v1=" + HexFormat.of().formatHex(expected));
    }

    @Test
    void hidesTheHeaderFromTheAgent() throws Exception {
        gate.gate().ready(agent);
        gate.call("POST", "/live", URL);
        Conversation.Message live = heard.poll(60, TimeUnit.SECONDS);
        gate.call("POST", "/stored", URL, ASYNC);
        Conversation.Message stored = heard.poll(60, TimeUnit.SECONDS);

        assertThat(live.startLine()).startsWith("POST /live");
        assertThat(live.header("Berth-Callback")).isEmpty();
        assertThat(stored.startLine()).startsWith("POST /stored");
        assertThat(stored.header("Berth-Callback")).isEmpty();
    }

    @Test
    void keepsASafeCallThatAsksForOne() {
        gate.gate().ready(agent);

        Conversation.Message answer = gate.call("GET", "/", URL);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(gate.awaitPost(1).json().get("id").asText())
                .isEqualTo(KeptGate.entryOf(answer).toString());
    }

    @Test
    void postsAgainUntilTheReceiverTakesIt() {
        gate.receiving(post -> switch (post.number()) {
            case 1 -> new Reply.Answered(500);
            case 2 -> new Reply.Failed("It took no connection in time.");
            case 3 -> new Reply.Answered(302);
            default -> new Reply.Answered(202);
        });
        gate.gate().ready(agent);

        EntryId id = KeptGate.entryOf(gate.call("POST", "/orders", URL));

        assertThat(gate.awaitState(id, Delivered.class::isInstance).attempts()).isEqualTo(4);
        assertThat(gate.posts())
                .extracting(post -> post.headers().get("Berth-Callback-Attempt"))
                .containsExactly("1", "2", "3", "4");
        assertThat(gate.posts())
                .extracting(CallbackGate.Posted::text)
                .containsOnly(gate.posts().getFirst().text());
    }

    @Test
    void waitsAsLongAsABusyReceiverWishes() {
        gate.receiving(_ -> new Reply.Answered(503, "3600"));
        gate.gate().ready(agent);

        EntryId id = KeptGate.entryOf(gate.call("POST", "/orders", URL));

        Due due = (Due) gate.awaitState(id, state -> state.attempts() == 1);
        assertThat(due.next()).isAfter(Instant.now().plus(Duration.ofMinutes(50)));
    }

    @Test
    void postsNoMoreToAReceiverThatSaysThatItIsGone() {
        gate.receiving(_ -> new Reply.Answered(410));
        gate.gate().ready(agent);

        EntryId id = KeptGate.entryOf(gate.call("POST", "/orders", URL));

        GivenUp up = (GivenUp) gate.awaitState(id, GivenUp.class::isInstance);
        assertThat(up.reason()).contains("410");
        assertThat(up.attempts()).isEqualTo(1);
    }

    @Test
    void givesUpWhenThePatienceIsOver() {
        reopen(policy(SHORT, Duration.ZERO));
        gate.receiving(_ -> new Reply.Answered(500));
        gate.gate().ready(agent);

        EntryId id = KeptGate.entryOf(gate.call("POST", "/orders", URL));

        GivenUp up = (GivenUp) gate.awaitState(id, GivenUp.class::isInstance);
        assertThat(up.reason()).contains("not taken in time").contains("500");
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://example.org/,             400, callback_invalid",
        "https://u:p@example.org/,       400, callback_invalid",
        "example.org,                    400, callback_invalid",
        "http://example.org/,            422, callback_not_allowed",
        "https://10.0.0.1/,              422, callback_not_allowed",
        "https://[::1]/,                 422, callback_not_allowed"
    })
    void refusesAnAddressAndLeavesNothingBehind(String url, int status, String code) {
        gate.gate().ready(agent);

        Conversation.Message answer = gate.call("POST", "/orders", url);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).contains(code).contains("Berth-Callback").doesNotContain("u:p");
        assertThat(gate.gate().entries()).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void refusesTwoAddresses() {
        gate.gate().ready(agent);

        Conversation.Message answer = gate.call("POST", "/orders", URL, "Berth-Callback: https://example.net/");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("callback_invalid");
    }

    @Test
    void refusesACallThatIsNotKept() {
        gate.gate().ready(agent);

        Conversation.Message answer = gate.call("POST", "/orders", URL, "Berth-Durable: no");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("callback_needs_kept_call").contains("Berth-Durable");
        assertThat(heard).isEmpty();
    }

    @Test
    void refusesACallToAnAgentWithoutASecret() {
        gate.withoutSecret().gate().ready(agent);

        Conversation.Message answer = gate.call("POST", "/orders", URL);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("callback_secret_missing").contains("berth callback-secret");
        assertThat(heard).isEmpty();
    }

    @Test
    void refusesMoreThanItWantsToOwe() {
        gate.gate().asleep(CallPolicy.DEFAULT);
        for (int i = 0; i < 5; i++) {
            assertThat(gate.call("POST", "/orders", URL, ASYNC).status()).isEqualTo(202);
        }

        Conversation.Message answer = gate.call("POST", "/orders", URL, ASYNC);

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.body()).contains("callbacks_full");
    }

    @Test
    void tellsThatACallWasCancelled() {
        gate.gate().asleep(CallPolicy.DEFAULT);
        EntryId id = KeptGate.entryOf(gate.call("POST", "/orders", URL, ASYNC));

        gate.gate().calls().deliverer().cancel(id, false).toCompletableFuture().join();

        JsonNode told = gate.awaitPost(1).json();
        assertThat(told.get("status").asText()).isEqualTo("abandoned");
        assertThat(told.get("reason").asText()).isEqualTo("cancelled");
        assertThat(told.get("answer").isNull()).isTrue();
    }

    @Test
    void tellsOfARepeatedCallAsWell() {
        gate.gate().ready(agent);
        EntryId first = KeptGate.entryOf(gate.call("POST", "/orders", URL));
        gate.awaitState(first, Delivered.class::isInstance);

        gate.gate().calls().replay(first).toCompletableFuture().join();

        JsonNode told = gate.awaitPost(2).json();
        assertThat(told.get("replay_of").asText()).isEqualTo(first.toString());
    }

    @Test
    void stillOwesWhatAFormerRunWasAskedFor() {
        gate.gate().asleep(CallPolicy.DEFAULT);
        EntryId id = KeptGate.entryOf(gate.call("POST", "/orders", URL, ASYNC));

        reopen(policy(SHORT, Duration.ofHours(24)));
        gate.gate().ready(agent);

        JsonNode told = gate.awaitPost(1).json();
        assertThat(told.get("id").asText()).isEqualTo(id.toString());
        assertThat(told.get("status").asText()).isEqualTo("completed");
    }

    @Test
    void postsWhatAFormerRunDidNotComeTo() {
        CountDownLatch end = new CountDownLatch(1);
        gate.receiving(_ -> {
            KeptGate.awaited(end);
            return new Reply.Failed("The server is about to end.");
        });
        gate.gate().ready(agent);
        EntryId id = KeptGate.entryOf(gate.call("POST", "/orders", URL));
        gate.awaitPost(1);

        reopen(policy(LONG, Duration.ofHours(24)));
        end.countDown();

        assertThat(gate.awaitPost(1).json().get("id").asText()).isEqualTo(id.toString());
        assertThat(gate.awaitState(id, Delivered.class::isInstance).attempts()).isEqualTo(1);
    }

    @Test
    void showsWhyTheLastAttemptFailedAndWaitsForTheNext() {
        reopen(policy(LONG, Duration.ofHours(24)));
        gate.receiving(_ -> new Reply.Answered(503));
        gate.gate().ready(agent);

        EntryId id = KeptGate.entryOf(gate.call("POST", "/orders", URL));

        Due due = (Due) gate.awaitState(id, state -> state.attempts() == 1);
        assertThat(due.failure()).hasValueSatisfying(why -> assertThat(why).contains("503"));
        assertThat(Duration.between(due.since(), due.next())).isGreaterThan(Duration.ofMinutes(29));
    }

    @Test
    void givesUpWhenTheRequestWasForgotten() {
        CountDownLatch end = new CountDownLatch(1);
        gate.receiving(post -> {
            if (post.number() == 1) {
                KeptGate.awaited(end);
            }
            return new Reply.Answered(500);
        });
        gate.gate().ready(agent);
        EntryId id = KeptGate.entryOf(gate.call("POST", "/orders", URL));
        gate.awaitPost(1);

        gate.gate().journal().forget(id).toCompletableFuture().join();
        end.countDown();

        GivenUp up = (GivenUp) gate.awaitState(id, GivenUp.class::isInstance);
        assertThat(up.reason()).contains("forgotten");
    }

    /// The server was killed between the two writes: the entry itself says what is owed.
    @Test
    void isNotHeldUpByAReceiverThatHangs() {
        CountDownLatch end = new CountDownLatch(1);
        gate.receiving(post -> {
            if (post.url().host().equals("slow.example.org")) {
                KeptGate.awaited(end);
            }
            return new Reply.Answered(200);
        });
        gate.gate().ready(agent);
        for (int i = 0; i < 4; i++) {
            gate.call("POST", "/orders", "https://slow.example.org/");
        }

        EntryId id = KeptGate.entryOf(gate.call("POST", "/orders", URL));

        assertThat(gate.awaitState(id, Delivered.class::isInstance).attempts()).isEqualTo(1);
        assertThat(gate.posts())
                .filteredOn(post -> post.url().host().equals("slow.example.org"))
                .hasSize(2);
        end.countDown();
    }
}
