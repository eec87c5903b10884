package dev.berth.cli.agents;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.connect.Connection;
import dev.berth.cli.output.Amounts;
import dev.berth.cli.output.Colour;
import dev.berth.cli.output.JsonText;
import dev.berth.cli.output.OutputOptions;
import dev.berth.cli.output.Table;
import dev.berth.cli.output.Table.Cell;
import dev.berth.cli.output.Table.Column;
import dev.berth.cli.shell.Shell;
import dev.berth.protocol.client.AgentAnswer;
import dev.berth.protocol.client.BerthClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `berth list`
@Command(
        name = "list",
        aliases = {"ls", "ps"},
        header = "Lists agents.",
        description = "All of them unless filtered, whatever their status, in the order of their creation.",
        footer = {
            "Examples:",
            "  berth list --filter status=running --filter label=team=billing",
            "  berth list --filter status=failed -q | xargs berth restart",
            "  berth list -o json | jq '.items[].url'"
        })
public final class ListCommand implements Callable<Integer> {

    private static final int SHORT_ID = 12;

    private final Shell shell;
    private final Connection connection;

    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output;

    @Mixin
    private Filters filters;

    @Option(
            names = {"-q", "--quiet"},
            description = "Prints ids only, whole.")
    private boolean quiet;

    @Option(names = "--no-trunc", description = "Prints ids and images whole.")
    private boolean whole;

    public ListCommand(Shell shell, Connection connection) {
        this.shell = shell;
        this.connection = connection;
    }

    @Override
    public Integer call() throws InterruptedException {
        output.check(quiet, spec);
        List<AgentAnswer> agents;
        try (BerthClient client = connection.open()) {
            agents = client.agents().all(filters.read());
        }
        if (quiet) {
            agents.forEach(each -> shell.out().println(each.id()));
            return 0;
        }
        switch (output.format()) {
            case TABLE -> table(agents).lines(whole, shell.colourfulOut()).forEach(shell.out()::println);
            case NAME -> agents.forEach(each -> shell.out().println(each.slug()));
            case JSON -> JsonText.print(shell, joined(agents));
        }
        return 0;
    }

    private Table table(List<AgentAnswer> agents) {
        Table table = new Table(
                Column.of("ID"),
                Column.of("NAME"),
                Column.of("STATUS"),
                Column.of("RESTARTS"),
                Column.of("AGE"),
                Column.of("IMAGE", 40),
                Column.of("ADDRESS"));
        agents.forEach(each -> table.row(List.of(
                Cell.of(
                        whole
                                ? each.id()
                                : each.id()
                                        .substring(
                                                0, Math.min(SHORT_ID, each.id().length()))),
                Cell.of(each.slug()),
                new Cell(status(each), Colour.ofStatus(each.status())),
                Cell.of(Integer.toString(each.restarts())),
                Cell.of(Amounts.age(shell.clock().instant(), each.createdAt())),
                Cell.of(each.image()),
                Cell.of(each.url()))));
        return table;
    }

    private static String status(AgentAnswer agent) {
        return agent.failure()
                .filter(_ -> agent.status().equals("failed"))
                .flatMap(AgentAnswer.Failure::exitCode)
                .map(code -> "failed (exit " + code + ")")
                .orElse(agent.status());
    }

    /// All pages as one.
    private static ObjectNode joined(List<AgentAnswer> agents) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode items = page.putArray("items");
        agents.forEach(each -> items.add(each.json()));
        return page.putNull("next");
    }
}
