package dev.berth.cli.watch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.connect.Connection;
import dev.berth.cli.connect.References;
import dev.berth.cli.output.Amounts;
import dev.berth.cli.output.JsonText;
import dev.berth.cli.output.OutputFormat;
import dev.berth.cli.output.OutputOptions;
import dev.berth.cli.output.Table;
import dev.berth.cli.output.Table.Column;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Several;
import dev.berth.cli.shell.Several.Result;
import dev.berth.cli.shell.Shell;
import dev.berth.protocol.client.AgentAnswer;
import dev.berth.protocol.client.AgentFilter;
import dev.berth.protocol.client.BerthClient;
import dev.berth.protocol.client.StatsAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `berth stats`
@Command(
        name = "stats",
        header = "Shows what agents use: processor, memory, network, disk.",
        description =
                "On a terminal the table is measured again every second, until Ctrl-C; elsewhere it is printed once.",
        footer = {"Examples:", "  berth stats", "  berth stats --no-stream hello", "  berth stats -o json | jq .stats"})
public final class StatsCommand implements Callable<Integer> {

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Shell shell;
    private final Connection connection;

    @Mixin
    private OutputOptions output;

    @Parameters(paramLabel = "AGENT", arity = "0..*", description = "Which agents (default: all that run).")
    private @Nullable List<String> agents;

    @Option(names = "--no-stream", description = "Measures once.")
    private boolean once;

    public StatsCommand(Shell shell, Connection connection) {
        this.shell = shell;
        this.connection = connection;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (BerthClient client = connection.open()) {
            if (once || !shell.outIsTerminal() || output.format() != OutputFormat.TABLE) {
                return print(measure(client));
            }
            LiveScreen screen = new LiveScreen(shell.out());
            while (screen.show(table(measure(client)))) {
                Thread.sleep(PERIOD);
            }
        }
        return ExitCode.DONE.number();
    }

    private List<Result<StatsAnswer>> measure(BerthClient client) throws InterruptedException {
        return Several.all(chosen(client), agent -> References.apply(client.agents(), agent, client.agents()::stats));
    }

    private List<String> chosen(BerthClient client) throws InterruptedException {
        if (agents != null) {
            return agents.stream().distinct().toList();
        }
        AgentFilter running = new AgentFilter(List.of("running"), List.of(), List.of(), List.of());
        return client.agents().all(running).stream().map(AgentAnswer::slug).toList();
    }

    private int print(List<Result<StatsAnswer>> results) {
        switch (output.format()) {
            case TABLE -> {
                List<Result<StatsAnswer>> measured = results.stream()
                        .filter(each -> each.value().isPresent())
                        .toList();
                if (!measured.isEmpty() || results.isEmpty()) {
                    table(measured).forEach(shell.out()::println);
                }
            }
            case JSON ->
                results.forEach(each ->
                        each.value().ifPresent(stats -> JsonText.print(shell, json(each.name(), stats))));
            case NAME ->
                results.stream()
                        .filter(each -> each.value().isPresent())
                        .forEach(each -> shell.out().println(each.name()));
        }
        results.forEach(each -> Several.tell(shell, each, results.size() > 1));
        return Several.exitCode(results);
    }

    private static ObjectNode json(String agent, StatsAnswer stats) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("agent", agent);
        json.set("stats", stats.json());
        return json;
    }

    private List<String> table(List<Result<StatsAnswer>> results) {
        Table table = new Table(
                Column.of("NAME"),
                Column.of("CPU"),
                Column.of("MEMORY / LIMIT"),
                Column.of("MEMORY %"),
                Column.of("NETWORK IN / OUT"),
                Column.of("DISK READ / WRITE"),
                Column.of("PIDS"));
        results.forEach(each -> table.row(row(each.name(), each.value())));
        return table.lines(true, shell.colourfulOut());
    }

    /// An agent that could not be measured has dashes.
    private static String[] row(String agent, Optional<StatsAnswer> measured) {
        StatsAnswer stats = measured.orElseGet(() -> new StatsAnswer(JsonNodeFactory.instance.objectNode()));
        return new String[] {
            agent,
            Amounts.percent(stats.number("cpu_percent")),
            both(stats, "memory_bytes", "memory_limit_bytes"),
            Amounts.percent(stats.number("memory_percent")),
            both(stats, "network_rx_bytes", "network_tx_bytes"),
            both(stats, "disk_read_bytes", "disk_write_bytes"),
            stats.number("pids").map(pids -> Long.toString(pids.longValue())).orElse(Amounts.UNKNOWN)
        };
    }

    private static String both(StatsAnswer stats, String one, String other) {
        return Amounts.bytes(stats.number(one)) + " / " + Amounts.bytes(stats.number(other));
    }
}
