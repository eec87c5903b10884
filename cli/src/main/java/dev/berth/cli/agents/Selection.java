package dev.berth.cli.agents;

import dev.berth.protocol.client.AgentAnswer;
import dev.berth.protocol.client.AgentFilter;
import dev.berth.protocol.client.BerthClient;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// The agents that a command is about: those that are named, or all.
public final class Selection {

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Parameters(
            paramLabel = "AGENT",
            arity = "0..*",
            description = "Its slug, its id, or the beginning of its id (6 characters at least).")
    private @Nullable List<String> agents;

    @Option(names = "--all", description = "All agents for which it makes sense.")
    private boolean all;

    public boolean all() {
        return all;
    }

    /// @param fitting which of all agents are meant by `--all`
    List<String> read(BerthClient client, Predicate<AgentAnswer> fitting) throws InterruptedException {
        List<String> named = agents == null ? List.of() : agents;
        if (all != named.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), all ? "Name agents or say --all, not both." : "Which agent?");
        }
        return all
                ? client.agents().all(AgentFilter.ALL).stream()
                        .filter(fitting)
                        .map(AgentAnswer::slug)
                        .toList()
                : named.stream().distinct().toList();
    }
}
