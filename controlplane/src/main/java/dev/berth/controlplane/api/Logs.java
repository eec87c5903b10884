package dev.berth.controlplane.api;

import dev.berth.controlplane.agents.AgentView;
import dev.berth.controlplane.agents.HostDirectory;
import dev.berth.domain.instance.ContainerId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.lifecycle.Run;
import dev.berth.kit.Problem;
import dev.berth.protocol.api.ApiJson;
import dev.berth.protocol.link.Host;
import dev.berth.protocol.link.HostUnavailable;
import dev.berth.protocol.link.LogRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what an agent's container wrote to its output.
final class Logs {

    private static final Logger LOG = LoggerFactory.getLogger(Logs.class);
    private static final int USUAL_LINES = 100;

    /// One answer in memory holds so many lines, and so many bytes of them.
    private static final int MOST_LINES_AS_JSON = 1_000;
    private static final int MOST_BYTES_AS_JSON = 8 << 20;

    private static final int MOST_LINES = 100_000;
    private static final int CHUNK = 16 << 10;

    private final HostDirectory hosts;
    private final InstantSource clock;

    Logs(HostDirectory hosts, InstantSource clock) {
        this.hosts = hosts;
        this.clock = clock;
    }

    Answer read(ApiCall call, AgentView agent) {
        boolean follow = call.flag("follow");
        boolean asText = follow || prefersText(call.request().header("accept").orElse(""));
        LogRequest wanted = new LogRequest(
                call.integer("lines", USUAL_LINES, 1, asText ? MOST_LINES : MOST_LINES_AS_JSON),
                call.time("since", clock.instant()),
                call.time("until", clock.instant()),
                call.flag("timestamps"),
                follow);
        Optional<Run> run = agent.record().latest();
        if (run.isEmpty()) {
            return Answer.problem(Problem.of(
                    409, "no_container", "The agent has no container yet, so it has no logs. Start it first."));
        }
        Optional<Host> host = hosts.link(run.get().host());
        if (host.isEmpty()) {
            return Answer.problem(Problems.hostSilent(
                    "The agent's host %s is not connected.".formatted(run.get().host())));
        }
        InputStream log = open(host.get(), agent, run.get(), wanted);
        return asText ? new Answer.Streamed("text/plain; charset=utf-8", new Streaming(log)) : whole(log);
    }

    /// An ended instance does not tell its container's id, but the container keeps its name.
    private static InputStream open(Host host, AgentView agent, Run run, LogRequest wanted) {
        ContainerId container = switch (run.state()) {
            case InstanceState.Running running -> running.container();
            case InstanceState.Prepared prepared -> prepared.container();
            case InstanceState.Placed _, InstanceState.Ended _ ->
                new ContainerId(AgentAnswers.containerName(agent.record().agent()));
        };
        return host.logs(container, wanted);
    }

    private static Answer whole(InputStream log) {
        try (log) {
            byte[] bytes = log.readNBytes(MOST_BYTES_AS_JSON);
            String text = new String(bytes, StandardCharsets.UTF_8);
            return Answer.json(ApiJson.NODES.objectNode().put("logs", text));
        } catch (IOException e) {
            throw new HostUnavailable("The engine broke off while the logs were read.", e);
        }
    }

    /// A log on its way to a caller.
    private record Streaming(InputStream log) implements Answer.Source {

        @Override
        public void writeTo(Answer.Sink sink) throws IOException, InterruptedException {
            sink.onGone(this::close);
            byte[] chunk = new byte[CHUNK];
            for (int read = log.read(chunk); read >= 0; read = log.read(chunk)) {
                sink.write(chunk, read);
            }
        }

        @Override
        public void close() {
            try {
                log.close();
            } catch (IOException e) {
                LOG.atDebug().setCause(e).log("log not closed cleanly");
            }
        }
    }

    private static boolean prefersText(String accept) {
        int text = accept.indexOf("text/plain");
        int json = accept.indexOf("application/json");
        return text >= 0 && (json < 0 || text < json);
    }
}
