package dev.berth.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.agent.Secret;
import dev.berth.edge.Conversation;
import dev.berth.gateway.callback.AllowedDestinations;
import dev.berth.gateway.callback.CallbackLog;
import dev.berth.gateway.callback.CallbackPolicy;
import dev.berth.gateway.callback.CallbackUrl;
import dev.berth.gateway.callback.Callbacks;
import dev.berth.gateway.callback.Poster;
import dev.berth.journal.EntryId;
import dev.berth.journal.Journal;
import dev.berth.journal.callbacks.CallbackOutbox;
import dev.berth.journal.callbacks.CallbackState;
import dev.berth.kit.SecretBox;
import dev.berth.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A [KeptGate] that posts callbacks, to receivers that are no more than a list.
final class CallbackGate implements AutoCloseable {

    static final Secret SECRET = new Secret("bcs_of-a-test");

    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Posted> posts = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable Callbacks> callbacks = new AtomicReference<>();
    private volatile Function<Posted, Poster.Reply> receiver = _ -> new Poster.Reply.Answered(200);
    private volatile boolean hasSecret = true;
    private final KeptGate gate;

    /// @param number counts from 1
    record Posted(int number, CallbackUrl url, Map<String, String> headers, String text) {

        JsonNode json() {
            try {
                return new ObjectMapper().readTree(text);
            } catch (JsonProcessingException e) {
                throw new AssertionError(e);
            }
        }
    }

    CallbackGate(Path folder, CallbackPolicy policy) {
        this.gate = new KeptGate(folder, journal -> made(folder, journal, policy));
        callbacks().start(gate.calls().deliverer()::ended);
        gate.asleep(CallPolicy.DEFAULT).resumed();
    }

    private Callbacks made(Path folder, Journal journal, CallbackPolicy policy) {
        try {
            Callbacks made = new Callbacks(new Callbacks.Parts(
                    CallbackOutbox.open(folder.resolve("callbacks.db"), SecretBox.withKeyFile(folder.resolve("key"))),
                    journal,
                    _ -> hasSecret ? Optional.of(SECRET) : Optional.empty(),
                    AllowedDestinations.PUBLIC,
                    this::post,
                    policy,
                    CallbackLog.NONE,
                    InstantSource.system(),
                    blocking));
            callbacks.set(made);
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Poster.Reply post(CallbackUrl url, Map<String, String> headers, byte[] body) {
        Posted posted;
        synchronized (posts) {
            posted = new Posted(posts.size() + 1, url, headers, new String(body, StandardCharsets.UTF_8));
            posts.add(posted);
        }
        return receiver.apply(posted);
    }

    private Callbacks callbacks() {
        Callbacks made = callbacks.get();
        if (made == null) {
            throw new IllegalStateException("not made yet");
        }
        return made;
    }

    CallbackGate receiving(Function<Posted, Poster.Reply> reply) {
        receiver = reply;
        return this;
    }

    CallbackGate withoutSecret() {
        hasSecret = false;
        return this;
    }

    KeptGate gate() {
        return gate;
    }

    List<Posted> posts() {
        return List.copyOf(posts);
    }

    /// A call that asks for a callback; others of its headers are given too.
    Conversation.Message call(String method, String path, String url, String... headers) {
        String[] all = new String[headers.length + 1];
        all[0] = "Berth-Callback: " + url;
        System.arraycopy(headers, 0, all, 1, headers.length);
        return gate.call(method, path, method.equals("GET") ? "" : "hello", all);
    }

    CallbackState awaitState(EntryId id, Predicate<CallbackState> condition) {
        return Eventually.get(
                "the callback of " + id,
                () -> callbacks().find(id).map(each -> each.state()).filter(condition));
    }

    Posted awaitPost(int number) {
        Eventually.holds("post " + number, () -> posts.size() >= number);
        return posts.get(number - 1);
    }

    @Override
    public void close() {
        callbacks().close();
        gate.close();
        blocking.shutdown();
    }
}
