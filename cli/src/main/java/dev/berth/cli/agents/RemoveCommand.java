package dev.berth.cli.agents;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.connect.Connection;
import dev.berth.cli.connect.References;
import dev.berth.cli.shell.Several;
import dev.berth.cli.shell.Shell;
import dev.berth.protocol.client.BerthClient;
import dev.berth.protocol.client.Outcome;
import dev.berth.protocol.client.Page;
import dev.berth.protocol.client.RequestRefused;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `berth remove`
@Command(
        name = "remove",
        aliases = "rm",
        header = "Stops agents and removes them with their containers.",
        description = "Volumes stay unless --volumes is given. Calls that wait for an agent are given up with it.",
        footer = {"Examples:", "  berth remove hello", "  berth rm --force --volumes scratch-1 scratch-2"})
public final class RemoveCommand implements Callable<Integer> {

    private static final int LARGEST_PAGE = 500;

    private final Shell shell;
    private final Connection connection;

    @Spec
    private CommandSpec spec;

    @Mixin
    private Selection selection;

    @Mixin
    private Waiting waiting;

    @Option(
            names = {"-f", "--force"},
            description = "Kills what runs instead of letting it end.")
    private boolean force;

    @Option(
            names = "--volumes",
            description = "Removes the volumes too that Berth made for the agent and nobody else uses.")
    private boolean volumes;

    @Option(
            names = {"-y", "--yes"},
            description = "Needed with --all, because removed agents do not come back.")
    private boolean sure;

    public RemoveCommand(Shell shell, Connection connection) {
        this.shell = shell;
        this.connection = connection;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (selection.all() && !sure) {
            throw new ParameterException(
                    spec.commandLine(), "This removes every agent; say --yes too if that is meant.");
        }
        Duration limit = waiting.limit();
        try (BerthClient client = connection.open()) {
            return Several.print(shell, selection.read(client, _ -> true), agent -> {
                Removal removal = References.apply(client.agents(), agent, id -> removed(client, id, limit));
                if (!removal.givenUp().isEmpty()) {
                    shell.say("%s: %s.".formatted(agent, removal.givenUp()));
                }
                return waiting.told(agent, removal.outcome());
            });
        }
    }

    /// @param givenUp how many calls it took with it; empty without any
    private record Removal(Outcome outcome, String givenUp) {}

    private Removal removed(BerthClient client, String id, Duration limit) throws InterruptedException {
        String givenUp = givenUp(client, id);
        return new Removal(client.agents().remove(id, volumes, force, limit), givenUp);
    }

    /// Calls that wait now wait for nothing any more.
    private static String givenUp(BerthClient client, String id) throws InterruptedException {
        try {
            Page<JsonNode> page = client.requests().page(id, List.of("accepted"), LARGEST_PAGE, Optional.empty());
            return switch (page.items().size()) {
                case 0 -> "";
                case 1 -> "1 waiting call is given up";
                default ->
                    (page.next().isPresent() ? "more than " : "") + page.items().size() + " waiting calls are given up";
            };
        } catch (RequestRefused _) {
            // What keeps the calls is away: that hinders no removal.
            return "";
        }
    }
}
