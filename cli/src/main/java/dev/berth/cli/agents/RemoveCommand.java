package dev.berth.cli.agents;

import dev.berth.cli.connect.Connection;
import dev.berth.cli.connect.References;
import dev.berth.cli.shell.Several;
import dev.berth.cli.shell.Shell;
import dev.berth.protocol.client.BerthClient;
import dev.berth.protocol.client.Outcome;
import java.time.Duration;
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
        description = "Volumes stay unless --volumes is given.",
        footer = {"Examples:", "  berth remove hello", "  berth rm --force --volumes scratch-1 scratch-2"})
public final class RemoveCommand implements Callable<Integer> {

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
                Outcome outcome = References.apply(
                        client.agents(), agent, id -> client.agents().remove(id, volumes, force, limit));
                return waiting.told(agent, outcome);
            });
        }
    }
}
