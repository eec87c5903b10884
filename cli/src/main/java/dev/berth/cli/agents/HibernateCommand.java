package dev.berth.cli.agents;

import dev.berth.cli.connect.Connection;
import dev.berth.cli.connect.References;
import dev.berth.cli.shell.Several;
import dev.berth.cli.shell.Shell;
import dev.berth.protocol.client.BerthClient;
import dev.berth.protocol.client.Outcome;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `berth hibernate`: sends agents to sleep until a call wakes them.
@Command(
        name = "hibernate",
        header = "Sends agents to sleep; a call wakes them.",
        footer = {"Examples:", "  berth hibernate hello", "  berth hibernate --stop --all"})
public final class HibernateCommand implements Callable<Integer> {

    private final Shell shell;
    private final Connection connection;

    @Mixin
    private Selection selection;

    @ArgGroup
    private @Nullable Depth depth;

    @Mixin
    private Haste haste;

    @Mixin
    private Waiting waiting;

    public HibernateCommand(Shell shell, Connection connection) {
        this.shell = shell;
        this.connection = connection;
    }

    /// One of two.
    private static final class Depth {

        @Option(names = "--freeze", description = "Keeps their memory; they wake in milliseconds (the default).")
        private boolean freeze;

        @Option(names = "--stop", description = "Stops their containers; their files stay.")
        private boolean stop;

        String word() {
            return stop && !freeze ? "stop" : "freeze";
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        Duration limit = waiting.limit();
        String word = depth == null ? "freeze" : depth.word();
        Set<String> awake = Set.of("starting", "running");
        try (BerthClient client = connection.open()) {
            return Several.print(shell, selection.read(client, agent -> awake.contains(agent.status())), agent -> {
                Outcome outcome = References.apply(
                        client.agents(), agent, id -> client.agents().hibernate(id, word, haste.force(), limit));
                return waiting.told(agent, outcome);
            });
        }
    }
}
