package dev.berth.app.up;

import dev.berth.app.config.BerthHome;
import dev.berth.app.config.ServerFile;
import dev.berth.cli.connect.Connection;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Shell;
import dev.berth.protocol.client.AgentAction;
import dev.berth.protocol.client.AgentAnswer;
import dev.berth.protocol.client.AgentFilter;
import dev.berth.protocol.client.BerthClient;
import dev.berth.protocol.client.Outcome;
import dev.berth.protocol.client.RequestRefused;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Stops every agent that is wanted to run: all are asked first, so that they finish their calls at the same time.
final class StopAgents {

    /// Between words to the user about one that takes longer.
    private static final Duration WAIT = Duration.ofSeconds(20);

    private static final List<String> OVER = List.of("created", "stopped", "failed");

    private final Shell shell;
    private final boolean force;

    /// @param force whether open calls are cut off
    StopAgents(Shell shell, boolean force) {
        this.shell = shell;
        this.force = force;
    }

    void all(ServerFile server, Path home) throws IOException, InterruptedException {
        try (BerthClient client = new BerthClient(URI.create(server.url()), Optional.of(token(home)))) {
            List<AgentAnswer> alive = client.agents().all(AgentFilter.ALL).stream()
                    .filter(agent -> !OVER.contains(agent.status()))
                    .toList();
            for (AgentAnswer agent : alive) {
                Outcome _ = stop(client, agent, Duration.ZERO);
            }
            for (AgentAnswer agent : alive) {
                await(client, agent);
            }
        }
    }

    /// The administrator's; where it is gone, what the user has.
    private String token(Path home) throws IOException {
        Path file = BerthHome.adminToken(home);
        Optional<String> kept = Files.exists(file)
                ? Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty())
                : Optional.empty();
        return kept.or(() -> shell.variable("BERTH_TOKEN")).orElseThrow(() -> Connection.tokenGone(file));
    }

    /// However long it takes: an agent says itself how long its calls may take, and how long it may take to end.
    private void await(BerthClient client, AgentAnswer agent) throws InterruptedException {
        Outcome outcome = stop(client, agent, WAIT);
        while (outcome instanceof Outcome.UnderWay(String status, String reason)) {
            shell.out().println("%s is %s. %s".formatted(agent.slug(), status, reason));
            outcome = stop(client, agent, WAIT);
        }
        shell.out().println("Stopped " + agent.slug() + ".");
    }

    private Outcome stop(BerthClient client, AgentAnswer agent, Duration wait) throws InterruptedException {
        try {
            return client.agents().act(agent.id(), AgentAction.STOP, force, wait);
        } catch (RequestRefused e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "The agent %s cannot be stopped: %s"
                            .formatted(agent.slug(), e.problem().detail()),
                    "Berth runs on. Stop the agent by hand, then run this again.");
        }
    }
}
