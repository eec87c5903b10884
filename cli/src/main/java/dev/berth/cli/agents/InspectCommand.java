package dev.berth.cli.agents;

import dev.berth.cli.connect.Connection;
import dev.berth.cli.connect.References;
import dev.berth.cli.output.JsonText;
import dev.berth.cli.output.OutputOptions;
import dev.berth.cli.shell.Several;
import dev.berth.cli.shell.Shell;
import dev.berth.protocol.client.AgentAnswer;
import dev.berth.protocol.client.BerthClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `berth inspect`
@Command(
        name = "inspect",
        header = "Shows all that is known of agents.",
        description = "Also why they are as they are, and how the gateway reaches them now.",
        footer = {"Examples:", "  berth inspect hello", "  berth inspect hello -o json | jq .container_config"})
public final class InspectCommand implements Callable<Integer> {

    private final Shell shell;
    private final Connection connection;

    @Mixin
    private OutputOptions output;

    @Parameters(
            paramLabel = "AGENT",
            arity = "1..*",
            description = "Its slug, its id, or the beginning of its id (6 characters at least).")
    private List<String> agents;

    public InspectCommand(Shell shell, Connection connection) {
        this.shell = shell;
        this.connection = connection;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (BerthClient client = connection.open()) {
            return Several.print(
                    shell,
                    agents,
                    reference -> lines(
                            References.apply(client.agents(), reference, client.agents()::get),
                            reference.equals(agents.getFirst())));
        }
    }

    private List<String> lines(AgentAnswer agent, boolean first) {
        return switch (output.format()) {
            case JSON -> List.of(JsonText.of(shell, agent.json()));
            case NAME -> List.of(agent.slug());
            case TABLE -> {
                List<String> lines = new ArrayList<>(first ? List.of() : List.of(""));
                lines.addAll(new AgentSheet(agent).lines(shell.colourfulOut()));
                yield lines;
            }
        };
    }
}
