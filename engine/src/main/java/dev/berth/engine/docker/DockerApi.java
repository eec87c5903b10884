package dev.berth.engine.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Request.Method;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.docker.Calls.Call;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The engine's HTTP API: requests with JSON bodies, each within a time limit, and streams.
///
/// Throws [dev.berth.engine.EngineFailure.EngineUnreachable] when there is no answer; an answer that
/// refuses is a value.
final class DockerApi implements AutoCloseable {

    private static final int NOT_MODIFIED = 304;
    private static final int MAX_ERROR_BYTES = 64 * 1024;

    private final ObjectMapper json = new ObjectMapper();
    private final Calls calls;
    private final DockerTransport streams;
    private final SpokenVersion version;
    private final Watchdog watchdog = new Watchdog();
    private final Duration callLimit;

    DockerApi(DockerSettings settings) {
        this.calls = Calls.to(settings);
        this.streams = new DockerTransport(settings, settings.maxStreams());
        this.version = new SpokenVersion(calls, json);
        this.callLimit = settings.callLimit();
    }

    ObjectMapper json() {
        return json;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    Duration callLimit() {
        return callLimit;
    }

    ApiVersion version() {
        return TimeLimit.within(callLimit, "ask for the version", version::get);
    }

    Answer get(String what, ApiPath path) {
        return call(what, callLimit, path, Call::get);
    }

    Answer post(String what, ApiPath path) {
        return call(what, callLimit, path, Call::post);
    }

    /// @param grace how much longer than others the call may take
    Answer post(String what, ApiPath path, Duration grace) {
        return call(what, callLimit.plus(grace), path, Call::post);
    }

    Answer post(String what, ApiPath path, ObjectNode body) {
        return call(what, callLimit, path, versioned -> Call.post(versioned, body.toString()));
    }

    Answer delete(String what, ApiPath path) {
        return call(what, callLimit, path, Call::delete);
    }

    private Answer call(String what, Duration limit, ApiPath path, Function<String, Call> call) {
        return TimeLimit.within(limit, what, () -> {
            String versioned = versioned(path);
            try {
                return answer(calls.exchange(call.apply(versioned)));
            } catch (IOException | RuntimeException e) {
                version.forget();
                throw e;
            }
        });
    }

    private String versioned(ApiPath path) throws IOException, InterruptedException {
        return "/v" + version.get() + path.value();
    }

    private Answer answer(Calls.Reply reply) throws IOException {
        if (isRefusal(reply.status())) {
            return new Answer.Refusal(reply.status(), messageIn(reply.body().strip()));
        }
        return new Answer.Done(reply.body().isEmpty() ? MissingNode.getInstance() : json.readTree(reply.body()));
    }

    /// Opens a stream within the limit of a call. What is read from it has no limit.
    ApiStream open(String what, ApiPath path, Function<Answer.Refusal, EngineFailure> meaning) {
        AtomicReference<@Nullable ApiStream> opened = new AtomicReference<>();
        AtomicBoolean abandoned = new AtomicBoolean();
        try {
            return TimeLimit.within(callLimit, what, () -> {
                ApiStream stream = openNow(Request.builder().method(Method.GET), path, meaning);
                opened.set(stream);
                if (abandoned.get()) {
                    stream.close();
                }
                return stream;
            });
        } catch (EngineFailure e) {
            abandoned.set(true);
            ApiStream late = opened.get();
            if (late != null) {
                late.close();
            }
            throw e;
        }
    }

    /// Opens a stream on the calling thread: whoever calls this sees to a time limit.
    ApiStream openNow(Request.Builder request, ApiPath path, Function<Answer.Refusal, EngineFailure> meaning)
            throws IOException, InterruptedException {
        Response response = open(request, versioned(path));
        if (isRefusal(response.getStatusCode())) {
            try (response) {
                throw meaning.apply(refusalIn(response));
            }
        }
        return new ApiStream(response);
    }

    private Response open(Request.Builder request, String path) {
        try {
            return streams.send(request, path);
        } catch (RuntimeException e) {
            version.forget();
            throw e;
        }
    }

    private static boolean isRefusal(int status) {
        return status >= 300 && status != NOT_MODIFIED;
    }

    private Answer.Refusal refusalIn(Response response) throws IOException {
        String body = textOf(response.getBody());
        return new Answer.Refusal(response.getStatusCode(), messageIn(body));
    }

    private static String textOf(InputStream body) throws IOException {
        return new String(body.readNBytes(MAX_ERROR_BYTES), StandardCharsets.UTF_8).strip();
    }

    private String messageIn(String body) {
        try {
            return json.readTree(body).path("message").asText(body);
        } catch (JsonProcessingException _) {
            return body;
        }
    }

    @Override
    public void close() {
        watchdog.close();
        calls.close();
        streams.close();
    }
}
