package dev.berth.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.connect.Connection;
import dev.berth.cli.connect.References;
import dev.berth.cli.output.JsonText;
import dev.berth.cli.output.OutputFormat;
import dev.berth.cli.output.OutputOptions;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Failure;
import dev.berth.cli.shell.Several;
import dev.berth.cli.shell.Several.Result;
import dev.berth.cli.shell.Shell;
import dev.berth.protocol.client.BerthClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `berth health`
@Command(
        name = "health",
        header = "Shows whether agents are well.",
        description = "Of a single agent the newest checks are listed too. Ends with 1 when one is unhealthy.",
        footer = {"Examples:", "  berth health", "  berth health hello", "  berth health --watch hello"})
public final class HealthCommand implements Callable<Integer> {

    private static final Duration PERIOD = Duration.ofSeconds(2);

    private final Shell shell;
    private final Connection connection;

    @Mixin
    private OutputOptions output;

    @Parameters(paramLabel = "AGENT", arity = "0..*", description = "Which agents (default: all).")
    private @Nullable List<String> agents;

    @Option(
            names = {"-w", "--watch"},
            description =
                    "Looks every two seconds, until Ctrl-C: a table on a terminal, elsewhere a line for each change.")
    private boolean watch;

    public HealthCommand(Shell shell, Connection connection) {
        this.shell = shell;
        this.connection = connection;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (BerthClient client = connection.open()) {
            if (!watch) {
                return print(ask(client));
            }
            if (shell.outIsTerminal() && output.format() == OutputFormat.TABLE) {
                LiveScreen screen = new LiveScreen(shell.out());
                while (screen.show(HealthSheet.table(found(ask(client)), shell.colourfulOut()))) {
                    Thread.sleep(PERIOD);
                }
                return ExitCode.DONE.number();
            }
            return tellChanges(client);
        }
    }

    private List<Result<JsonNode>> ask(BerthClient client) throws InterruptedException {
        if (agents == null) {
            return client.agents().allHealth().stream()
                    .map(each -> new Result<>(each.path("slug").asText(), Optional.of(each), Optional.<Failure>empty()))
                    .toList();
        }
        return Several.all(
                agents.stream().distinct().toList(),
                agent -> References.apply(client.agents(), agent, client.agents()::health));
    }

    private static List<JsonNode> found(List<Result<JsonNode>> results) {
        return results.stream().flatMap(each -> each.value().stream()).toList();
    }

    private int print(List<Result<JsonNode>> results) {
        List<JsonNode> found = found(results);
        switch (output.format()) {
            case TABLE -> {
                if (!found.isEmpty() || results.isEmpty()) {
                    HealthSheet.whole(found, shell.colourfulOut()).forEach(shell.out()::println);
                }
            }
            case JSON -> found.forEach(each -> JsonText.print(shell, each));
            case NAME ->
                found.forEach(each -> shell.out().println(each.path("slug").asText()));
        }
        shell.out().flush();
        results.forEach(each -> Several.tell(shell, each, results.size() > 1));
        List<JsonNode> unhealthy =
                found.stream().filter(HealthSheet::isUnhealthy).toList();
        unhealthy.forEach(each -> shell.tell(new Failure(
                ExitCode.FAILED,
                "%s is unhealthy.".formatted(each.path("slug").asText()),
                List.of(each.path("detail").asText("")))));
        return unhealthy.isEmpty() ? Several.exitCode(results) : ExitCode.FAILED.number();
    }

    /// Until nobody reads, or an agent cannot be asked for.
    private int tellChanges(BerthClient client) throws InterruptedException {
        Map<String, String> known = new HashMap<>();
        while (!shell.out().checkError()) {
            List<Result<JsonNode>> results = ask(client);
            for (JsonNode each : found(results)) {
                String health = each.path("health").asText();
                if (!health.equals(known.put(each.path("slug").asText(), health))) {
                    tellChange(each);
                }
            }
            shell.out().flush();
            if (Several.exitCode(results) != ExitCode.DONE.number()) {
                results.forEach(each -> Several.tell(shell, each, results.size() > 1));
                return Several.exitCode(results);
            }
            Thread.sleep(PERIOD);
        }
        return ExitCode.DONE.number();
    }

    private void tellChange(JsonNode health) {
        switch (output.format()) {
            case TABLE -> shell.out().println(HealthSheet.line(health));
            case JSON -> JsonText.print(shell, health);
            case NAME -> shell.out().println(health.path("slug").asText());
        }
    }
}
