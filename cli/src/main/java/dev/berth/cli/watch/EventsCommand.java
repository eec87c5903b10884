package dev.berth.cli.watch;

import dev.berth.cli.connect.Connection;
import dev.berth.cli.connect.References;
import dev.berth.cli.output.OutputOptions;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Shell;
import dev.berth.protocol.client.AgentAnswer;
import dev.berth.protocol.client.AgentFilter;
import dev.berth.protocol.client.AgentsClient;
import dev.berth.protocol.client.BerthClient;
import dev.berth.protocol.client.EventAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `berth events`
@Command(
        name = "events",
        header = "Shows the steps of agents' lives.",
        description = "Oldest first: placed, ready, ended and so on, each with its reason.",
        footer = {"Examples:", "  berth events hello", "  berth events -f", "  berth events --since 10m -o json"})
public final class EventsCommand implements Callable<Integer> {

    private final Shell shell;
    private final Connection connection;

    @Mixin
    private OutputOptions output;

    @Parameters(paramLabel = "AGENT", arity = "0..*", description = "Which agents (default: all).")
    private @Nullable List<String> agents;

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on with what happens from now on, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = {"-n", "--tail"},
            paramLabel = "EVENTS",
            description = "The newest so many events (default: all that are kept).")
    private @Nullable Integer tail;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Events since a time (2026-11-21T10:00:00Z) or a duration ago (10m).")
    private @Nullable String since;

    @Spec
    private CommandSpec spec;

    public EventsCommand(Shell shell, Connection connection) {
        this.shell = shell;
        this.connection = connection;
    }

    /// An event and whose it is.
    private record Told(AgentAnswer agent, EventAnswer event) {}

    @Override
    public Integer call() throws InterruptedException {
        Instant first = since == null ? Instant.MIN : TimeText.read(since, "--since", shell.clock(), spec);
        try (BerthClient client = connection.open()) {
            List<AgentAnswer> chosen = chosen(client.agents());
            List<Told> past = past(client.agents(), chosen);
            shown(past, first).forEach(each -> print(each.agent().slug(), each.event()));
            if (follow && shell.flushed()) {
                try (EventFollower follower = new EventFollower(client.agents(), this::print)) {
                    chosen.forEach(agent -> follower.add(agent, last(past, agent)));
                    follower.run(agents == null);
                }
            }
        }
        return ExitCode.DONE.number();
    }

    private List<AgentAnswer> chosen(AgentsClient client) throws InterruptedException {
        if (agents == null) {
            return client.all(AgentFilter.ALL);
        }
        List<AgentAnswer> chosen = new ArrayList<>();
        for (String each : agents) {
            chosen.add(References.apply(client, each, client::get));
        }
        return chosen;
    }

    private static List<Told> past(AgentsClient client, List<AgentAnswer> agents) throws InterruptedException {
        List<Told> past = new ArrayList<>();
        for (AgentAnswer agent : agents) {
            client.events(agent.id()).forEach(event -> past.add(new Told(agent, event)));
        }
        past.sort(Comparator.comparing(each -> each.event().at()));
        return past;
    }

    private List<Told> shown(List<Told> past, Instant first) {
        List<Told> recent =
                past.stream().filter(each -> !each.event().at().isBefore(first)).toList();
        int skipped = tail == null ? 0 : Math.max(0, recent.size() - Math.max(0, tail));
        return recent.subList(skipped, recent.size());
    }

    private static long last(List<Told> past, AgentAnswer agent) {
        return past.stream()
                .filter(each -> each.agent().equals(agent))
                .mapToLong(each -> each.event().sequence())
                .max()
                .orElse(0);
    }

    private boolean print(String agent, EventAnswer event) {
        shell.out().println(EventLines.of(shell, output.format(), agent, event));
        return shell.flushed();
    }
}
