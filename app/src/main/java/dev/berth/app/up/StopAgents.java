package dev.berth.app.up;

import dev.berth.app.config.BerthHome;
import dev.berth.app.config.ServerFile;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Shell;
import dev.berth.protocol.client.AgentAction;
import dev.berth.protocol.client.AgentAnswer;
import dev.berth.protocol.client.AgentFilter;
import dev.berth.protocol.client.BerthClient;
import dev.berth.protocol.client.RequestRefused;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Stops every agent that is wanted to run.
final class StopAgents {

    private static final Duration WAIT = Duration.ofMinutes(2);
    private static final List<String> OVER = List.of("created", "stopped", "failed");

    private final Shell shell;

    StopAgents(Shell shell) {
        this.shell = shell;
    }

    void all(ServerFile server, Path home) throws IOException, InterruptedException {
        String token = Files.readString(BerthHome.adminToken(home)).strip();
        try (BerthClient client = new BerthClient(URI.create(server.url()), Optional.of(token))) {
            for (AgentAnswer agent : client.agents().all(AgentFilter.ALL)) {
                if (!OVER.contains(agent.status())) {
                    stop(client, agent);
                }
            }
        }
    }

    private void stop(BerthClient client, AgentAnswer agent) throws InterruptedException {
        try {
            client.agents().act(agent.id(), AgentAction.STOP, WAIT);
            shell.out().println("Stopped " + agent.slug() + ".");
        } catch (RequestRefused e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "The agent %s cannot be stopped: %s"
                            .formatted(agent.slug(), e.problem().detail()),
                    "Berth runs on. Stop the agent by hand, then run this again.");
        }
    }
}
