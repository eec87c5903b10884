package dev.berth.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Request.Method;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.EngineFailure.Refused;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ExecId;
import dev.berth.engine.container.ExecOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/// Commands in a container: made, started, read to their end, asked for their exit code, killed when they are late.
final class DockerExec {

    /// A variable in the environment of a command and of all that it starts, by which they are found again.
    static final String MARK = "BERTH_EXEC";

    private static final int MOST_OUTPUT = 4096;
    private static final int HEAD_BYTES = 8;
    private static final int NOT_EXECUTABLE = 126;
    /// An engine may know the exit code a moment after the output has ended.
    private static final Duration AFTER_OUTPUT = Duration.ofSeconds(1);

    private final DockerApi api;
    private final ContainerId container;

    DockerExec(DockerApi api, ContainerId container) {
        this.api = api;
        this.container = container;
    }

    /// @param meaning of a refusal to make it
    ExecOutcome run(List<String> command, Duration limit, Function<Answer.Refusal, EngineFailure> meaning)
            throws InterruptedException {
        String mark = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        ExecId exec = create(command, List.of(MARK + "=" + mark), meaning);
        AtomicBoolean late = new AtomicBoolean();
        try {
            String output = output(exec, limit, late);
            if (!late.get()) {
                return ended(exec, output);
            }
        } catch (Refused e) {
            return new ExecOutcome.Ended(NOT_EXECUTABLE, String.valueOf(e.getMessage()));
        } catch (EngineFailure e) {
            if (!late.get()) {
                throw e;
            }
        }
        return new ExecEnd(this, container).of(exec, mark);
    }

    ExecId create(List<String> command, List<String> environment, Function<Answer.Refusal, EngineFailure> meaning) {
        ObjectNode body =
                api.json().createObjectNode().put("AttachStdout", true).put("AttachStderr", true);
        command.forEach(body.putArray("Cmd")::add);
        environment.forEach(body.putArray("Env")::add);
        JsonNode made = api.post(
                        "make a command in container " + container,
                        ApiPath.of("containers", container.value(), "exec"),
                        body)
                .orThrow(meaning);
        return new ExecId(made.path("Id").asText());
    }

    /// Starts one whose end nobody waits for, and whose output nobody reads.
    void startUnseen(ExecId exec) {
        api.post(
                        "start a command in container " + container,
                        ApiPath.of("exec", exec.value(), "start"),
                        api.json().createObjectNode().put("Detach", true).put("Tty", false))
                .orThrow(DockerErrors::other);
    }

    /// What the engine knows of it; empty fields when it has forgotten it.
    JsonNode inspect(ExecId exec) {
        return api.get("look at a command in container " + container, ApiPath.of("exec", exec.value(), "json"))
                .ifFound(DockerErrors::other)
                .orElseGet(api.json()::createObjectNode);
    }

    /// Reads until it ends or is late; what is late is cut off, which does not end it.
    private String output(ExecId exec, Duration limit, AtomicBoolean late) {
        return TimeLimit.within(limit.plus(api.callLimit()), "run a command in container " + container, () -> {
            Request.Builder request = Request.builder()
                    .method(Method.POST)
                    .putHeader("Content-Type", "application/json")
                    .bodyBytes("{\"Detach\":false,\"Tty\":false}".getBytes(StandardCharsets.UTF_8));
            try (ApiStream stream =
                    api.openNow(request, ApiPath.of("exec", exec.value(), "start"), DockerErrors::other)) {
                Runnable cutOff = stream::close;
                Watchdog.Watch watch = api.watchdog().watch(limit, () -> {
                    late.set(true);
                    cutOff.run();
                });
                try (watch) {
                    return read(stream.body());
                }
            }
        });
    }

    /// @throws EngineFailure.Refused when the engine does not tell how it ended
    private ExecOutcome ended(ExecId exec, String output) throws InterruptedException {
        JsonNode seen = new Patience(AFTER_OUTPUT)
                .until(() -> inspect(exec), each -> each.path("ExitCode").isNumber());
        if (!seen.path("ExitCode").isNumber()) {
            throw new Refused(0, "it does not say how a command in container " + container + " ended");
        }
        return new ExecOutcome.Ended(seen.path("ExitCode").asInt(), output);
    }

    /// Frames as in a log, without times; what is beyond the limit is read and dropped, so that the command can go on.
    static String read(InputStream in) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        byte[] head = in.readNBytes(HEAD_BYTES);
        while (head.length == HEAD_BYTES) {
            int length = Math.max(0, ByteBuffer.wrap(head, 4, 4).getInt());
            int kept = Math.min(MOST_OUTPUT - output.size(), length);
            output.write(in.readNBytes(kept));
            in.skipNBytes(length - kept);
            head = in.readNBytes(HEAD_BYTES);
        }
        return output.toString(StandardCharsets.UTF_8);
    }
}
