package dev.berth.cli.invoke;

import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.protocol.client.RequestRefused;

/// What helps when an agent is not where calls reach it.
final class Obstacles {

    private Obstacles() {}

    /// The refusal with the command that takes the obstacle away; other refusals as they are.
    static RuntimeException told(String agent, RequestRefused refused) {
        String why = refused.problem().detail();
        return switch (refused.problem().code()) {
            case "agent_not_started", "agent_stopped", "agent_hibernated" ->
                new CommandFailure(ExitCode.REFUSED, why, "Start it:          berth start " + agent);
            case "agent_paused" ->
                new CommandFailure(ExitCode.REFUSED, why, "Let it go on:      berth resume " + agent);
            case "agent_failed" ->
                new CommandFailure(
                        ExitCode.REFUSED,
                        why,
                        "See what it said:  berth logs " + agent,
                        "Start it again:    berth start " + agent);
            default -> refused;
        };
    }
}
