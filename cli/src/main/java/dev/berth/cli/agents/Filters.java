package dev.berth.cli.agents;

import dev.berth.protocol.client.AgentFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// Which agents a list shall show, as its user asks for it.
public final class Filters {

    private static final Set<String> STATUSES = Set.of(
            "created", "starting", "running", "paused", "hibernated", "stopping", "stopped", "failed", "unreachable");

    private static final List<String> KINDS = List.of("service", "sandbox", "session", "stack");

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--filter",
            paramLabel = "WHAT=VALUE",
            description = {
                "status=running, label=KEY or label=KEY=VALUE, name=NAME (a * at its end stands for anything), kind=KIND.",
                "Repeat it: any of several statuses, names or kinds will do; labels must all match."
            })
    private @Nullable List<String> filters;

    public AgentFilter read() {
        List<String> statuses = new ArrayList<>();
        List<String> kinds = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String each : filters == null ? List.<String>of() : filters) {
            String value = each.substring(each.indexOf('=') + 1);
            switch (each.substring(0, Math.max(0, each.indexOf('=')))) {
                case "status" -> statuses.add(status(value));
                case "kind" -> kinds.add(kind(value));
                case "label" -> labels.add(value);
                case "name" -> names.add(value);
                default -> throw wrong("A filter is status=..., label=..., name=... or kind=..., and this is: " + each);
            }
        }
        return new AgentFilter(statuses, kinds, labels, names);
    }

    private String status(String word) {
        if (!STATUSES.contains(word)) {
            throw wrong("No agent has the status '%s'; there are %s."
                    .formatted(
                            word, String.join(", ", STATUSES.stream().sorted().toList())));
        }
        return word;
    }

    private String kind(String word) {
        if (!KINDS.contains(word)) {
            throw wrong("No agent is of the kind '%s'; there are %s.".formatted(word, String.join(", ", KINDS)));
        }
        return word;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
