package dev.berth.cli.agents;

import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.kit.Durations;
import dev.berth.protocol.client.Outcome;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// How long a command waits for the server to finish.
final class Waiting {

    /// The server's own limit.
    private static final Duration LONGEST = Duration.ofMinutes(10);

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "1m",
            description =
                    "How long to wait until it is done, such as 30s or 5m (at most 10m; default: ${DEFAULT-VALUE}).")
    private Duration limit;

    @Option(
            names = {"-d", "--detach"},
            description = "Does not wait; the server goes on.")
    private boolean detached;

    Duration limit() {
        if (limit.compareTo(LONGEST) > 0 || limit.isNegative()) {
            throw new ParameterException(
                    spec.commandLine(), "--wait is at most 10m, and not %s.".formatted(Durations.format(limit)));
        }
        return detached ? Duration.ZERO : limit;
    }

    /// The lines to print about one agent.
    ///
    /// @throws CommandFailure when the wait was too short
    List<String> told(String agent, Outcome outcome) {
        if (outcome instanceof Outcome.UnderWay(String status, String reason) && !detached) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "It is still %s after %s: %s".formatted(status, Durations.format(limit), reason),
                    "The server goes on. See how:    berth events -f " + agent);
        }
        return List.of(agent);
    }
}
