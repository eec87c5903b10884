package dev.berth.cli.agents;

import dev.berth.cli.connect.Connection;
import dev.berth.cli.connect.References;
import dev.berth.cli.shell.Several;
import dev.berth.cli.shell.Shell;
import dev.berth.protocol.client.AgentAction;
import dev.berth.protocol.client.AgentAnswer;
import dev.berth.protocol.client.BerthClient;
import dev.berth.protocol.client.Outcome;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// `berth start`, `stop`, `restart`, `pause`, `resume` and `wake`: one command each, alike but for what is asked.
@Command
public final class ActCommand implements Callable<Integer> {

    private final Shell shell;
    private final Connection connection;
    private final AgentAction action;
    private final Haste haste = new Haste();

    @Mixin
    private Selection selection;

    @Mixin
    private Waiting waiting;

    private ActCommand(Shell shell, Connection connection, AgentAction action) {
        this.shell = shell;
        this.connection = connection;
        this.action = action;
    }

    public static CommandSpec of(AgentAction action, Shell shell, Connection connection) {
        ActCommand command = new ActCommand(shell, connection, action);
        CommandSpec spec = CommandSpec.forAnnotatedObject(command);
        if (action.drains()) {
            spec.addMixin("haste", CommandSpec.forAnnotatedObject(command.haste));
        }
        spec.name(action.word());
        spec.usageMessage()
                .header(summary(action))
                .footer("Examples:", "  berth %s hello".formatted(action.word()), example(action));
        return spec;
    }

    @Override
    public Integer call() throws InterruptedException {
        Duration limit = waiting.limit();
        try (BerthClient client = connection.open()) {
            return Several.print(shell, selection.read(client, fitting(action)), agent -> {
                Outcome outcome = References.apply(
                        client.agents(), agent, id -> client.agents().act(id, action, haste.force(), limit));
                return waiting.told(agent, outcome);
            });
        }
    }

    private static String summary(AgentAction action) {
        return switch (action) {
            case START -> "Starts agents and waits until they take calls.";
            case STOP -> "Lets agents finish their open calls and stops them; their files stay.";
            case RESTART -> "Stops agents and starts them again under their newest revision.";
            case PAUSE -> "Freezes the processes of agents; they take no calls.";
            case RESUME -> "Lets paused agents go on.";
            case WAKE -> "Wakes agents that sleep, as a call does.";
        };
    }

    private static String example(AgentAction action) {
        return switch (action) {
            case START -> "  berth start --wait 5m large-model invoices";
            case STOP -> "  berth stop --all";
            case RESTART -> "  berth restart -d hello";
            case PAUSE -> "  berth pause hello invoices";
            case RESUME -> "  berth resume --all";
            case WAKE -> "  berth wake --all";
        };
    }

    /// The agents that `--all` means.
    private static Predicate<AgentAnswer> fitting(AgentAction action) {
        Set<String> alive = Set.of("starting", "running", "paused", "hibernated", "unreachable");
        return switch (action) {
            case START ->
                agent -> Set.of("created", "stopped", "failed", "hibernated").contains(agent.status());
            case STOP -> agent -> alive.contains(agent.status());
            case RESTART ->
                agent -> alive.contains(agent.status()) || agent.status().equals("failed");
            case PAUSE -> agent -> agent.status().equals("running");
            case RESUME -> agent -> agent.status().equals("paused");
            case WAKE -> agent -> agent.status().equals("hibernated");
        };
    }
}
