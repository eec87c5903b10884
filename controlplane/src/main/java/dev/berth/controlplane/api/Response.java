package dev.berth.controlplane.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.kit.Problem;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes one answer to one caller. Vert.x is touched on its own thread only.
final class Response {

    private static final Logger LOG = LoggerFactory.getLogger(Response.class);
    private static final String JSON = "application/json";

    private final Context context;
    private final HttpServerResponse response;
    private final OpenStreams streams;

    Response(Context context, HttpServerResponse response, OpenStreams streams) {
        this.context = context;
        this.response = response;
        this.streams = streams;
    }

    /// Sends an answer from a thread that may block. Returns when a streamed one has ended.
    void send(Answer answer, ApiRequest request) throws InterruptedException {
        boolean head = request.method().equals("HEAD");
        if (head || answer.status() == 204 || answer.status() == 304) {
            source(answer).ifPresent(Answer.Source::close);
            context.runOnContext(_ -> write(answer, request.requestId(), head));
            return;
        }
        switch (answer) {
            case Answer.Streamed(var type, var source) ->
                stream(() -> response.setChunked(true).putHeader("Content-Type", type), source, request.requestId());
            case Answer.Relayed relayed -> stream(() -> head(relayed), relayed.source(), request.requestId());
            case Answer.Json _, Answer.Text _, Answer.Nothing _, Answer.Refused _ ->
                context.runOnContext(_ -> write(answer, request.requestId(), false));
        }
    }

    private static Optional<Answer.Source> source(Answer answer) {
        return switch (answer) {
            case Answer.Streamed streamed -> Optional.of(streamed.source());
            case Answer.Relayed relayed -> Optional.of(relayed.source());
            case Answer.Json _, Answer.Text _, Answer.Nothing _, Answer.Refused _ -> Optional.empty();
        };
    }

    /// The head of an answer that is given on. Where no body may be there is no length either.
    private void head(Answer.Relayed relayed) {
        response.setStatusCode(relayed.status());
        relayed.headers().forEach(each -> response.headers().add(each.name(), each.value()));
        if (relayed.status() != 204 && relayed.status() != 304) {
            response.putHeader("Content-Length", Long.toString(relayed.length()));
        }
    }

    /// Writes an answer that is there as a whole. On Vert.x' thread.
    void write(Answer answer, String requestId, boolean head) {
        if (response.closed() || response.ended()) {
            return;
        }
        common(requestId);
        response.setStatusCode(answer.status());
        switch (answer) {
            case Answer.Json(var status, var body, var headers) -> {
                headers.forEach(response::putHeader);
                end(JSON, text(body), head);
            }
            case Answer.Text(var status, var type, var body) -> end(type, body, head);
            case Answer.Nothing _ -> response.end();
            case Answer.Refused(var problem, var headers) -> {
                headers.forEach(response::putHeader);
                end(Problem.MEDIA_TYPE, text(problem.toJson(requestId)), head);
            }
            case Answer.Streamed(var type, var source) -> end(type, "", true);
            case Answer.Relayed relayed -> {
                head(relayed);
                response.end();
            }
        }
    }

    private static String text(JsonNode body) {
        return body + "\n";
    }

    private void common(String requestId) {
        response.putHeader("X-Berth-Request-Id", requestId)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
    }

    private void end(String type, String text, boolean head) {
        Buffer body = Buffer.buffer(text);
        response.putHeader("Content-Type", type);
        if (head) {
            if (!text.isEmpty()) {
                response.putHeader("Content-Length", Integer.toString(body.length()));
            }
            response.end();
        } else {
            response.end(body);
        }
    }

    private void stream(Runnable head, Answer.Source source, String requestId) throws InterruptedException {
        try (source) {
            writeStream(head, source, requestId);
        }
    }

    private void writeStream(Runnable head, Answer.Source source, String requestId) throws InterruptedException {
        Stream stream = new Stream();
        streams.opened(stream.end);
        try {
            await(() -> {
                common(requestId);
                head.run();
                response.closeHandler(_ -> stream.gone());
                response.exceptionHandler(_ -> stream.gone());
                return response.writeHead();
            });
            source.writeTo(stream);
            await(response::end);
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("request", requestId).setCause(e).log("stream broken off");
            context.runOnContext(_ -> response.reset());
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("request", requestId).setCause(e).log("stream failed");
            context.runOnContext(_ -> response.reset());
        } finally {
            streams.ended(stream.end);
        }
    }

    /// Runs on Vert.x' thread what returns a future, and waits for it on this one.
    private void await(Supplier<Future<Void>> action) throws IOException, InterruptedException {
        Promise<Void> done = Promise.promise();
        context.runOnContext(_ -> {
            if (response.closed() || response.ended()) {
                done.fail("the caller is gone");
            } else {
                try {
                    action.get().onComplete(done);
                } catch (RuntimeException e) {
                    done.fail(e);
                }
            }
        });
        try {
            done.future().toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        }
    }

    /// A streamed answer on its way.
    private final class Stream implements Answer.Sink {

        private final Runnable end = this::gone;
        private final List<Runnable> actions = new ArrayList<>();
        private boolean gone;

        @Override
        public void write(byte[] bytes, int length) throws IOException, InterruptedException {
            Buffer buffer = Buffer.buffer(length).appendBytes(bytes, 0, length);
            await(() -> response.write(buffer));
        }

        @Override
        public void onGone(Runnable action) {
            synchronized (actions) {
                if (!gone) {
                    actions.add(action);
                    return;
                }
            }
            action.run();
        }

        private void gone() {
            List<Runnable> due;
            synchronized (actions) {
                gone = true;
                due = List.copyOf(actions);
                actions.clear();
            }
            due.forEach(Runnable::run);
        }
    }
}
