package dev.berth.cli.invoke;

import dev.berth.cli.connect.References;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.protocol.client.AgentsClient;
import dev.berth.protocol.client.AnswerBroken;
import dev.berth.protocol.client.RequestRefused;
import java.util.List;

/// What helps when an agent is not where calls reach it, and when nobody can say whether one reached it.
///
/// @param agent as its user called it
record Obstacles(String agent) {

    /// The refusal with the command that takes the obstacle away; other refusals as they are.
    RuntimeException told(RequestRefused refused) {
        String why = refused.problem().detail();
        return switch (refused.problem().code()) {
            case "agent_not_started", "agent_stopped", "agent_hibernated" ->
                new CommandFailure(ExitCode.REFUSED, why, start());
            case "agent_paused" -> new CommandFailure(ExitCode.REFUSED, why, resume());
            case "agent_failed" -> new CommandFailure(ExitCode.REFUSED, why, logs(), startAgain());
            default -> refused;
        };
    }

    /// The commands without which a call that is kept goes on waiting; none for an agent that gets ready by itself.
    List<String> inTheWay(AgentsClient agents) throws InterruptedException {
        try {
            return switch (References.apply(agents, agent, agents::get).status()) {
                case "created", "stopping", "stopped" -> List.of(start());
                case "paused" -> List.of(resume());
                case "failed" -> List.of(logs(), startAgain());
                default -> List.of();
            };
        } catch (RequestRefused _) {
            // A token that may only call is told nothing of the agent.
            return List.of();
        }
    }

    /// What to do about a call of which nobody knows what became.
    ///
    /// @param keyed whether it can be repeated as it was
    CommandFailure unknown(AnswerBroken broken, boolean keyed) {
        return new CommandFailure(ExitCode.FAILED, broken.getMessage(), look(keyed));
    }

    /// What to do about an answer that broke off.
    CommandFailure partly(boolean keyed) {
        return new CommandFailure(ExitCode.FAILED, "The answer broke off; it is not whole.", look(keyed));
    }

    private List<String> look(boolean keyed) {
        return List.of(
                "The call may be kept, and delivered again. See:   berth requests " + agent,
                keyed
                        ? "Its --idempotency-key makes a repetition one with it: give the same command again."
                        : "Calls with --idempotency-key KEY can be repeated safely.");
    }

    private String start() {
        return "Start it:          berth start " + agent;
    }

    private String resume() {
        return "Let it go on:      berth resume " + agent;
    }

    private String logs() {
        return "See what it said:  berth logs " + agent;
    }

    private String startAgain() {
        return "Start it again:    berth start " + agent;
    }
}
