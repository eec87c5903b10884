package dev.berth.cli.deploy;

import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Failure;
import dev.berth.cli.shell.Shell;
import dev.berth.kit.Durations;
import dev.berth.protocol.client.AgentAnswer;
import dev.berth.protocol.client.AgentsClient;
import dev.berth.protocol.client.EventAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Tells what happens to an agent until it runs or failed.
final class DeployProgress {

    private static final Duration LOOK_EVERY = Duration.ofMillis(300);

    private final Shell shell;
    private final AgentsClient agents;
    private long told;

    DeployProgress(Shell shell, AgentsClient agents) {
        this.shell = shell;
        this.agents = agents;
    }

    /// Waits until the agent is where it shall be.
    ///
    /// @throws CommandFailure when it failed, or the time is up
    AgentAnswer await(AgentAnswer created, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            AgentAnswer agent = agents.get(created.id());
            tellNews(created.id());
            switch (agent.status()) {
                case "running", "paused", "hibernated" -> {
                    return agent;
                }
                case "failed", "stopped" -> throw failed(agent);
                default -> {
                    if (System.nanoTime() > end) {
                        throw late(agent, limit);
                    }
                    Thread.sleep(LOOK_EVERY);
                }
            }
        }
    }

    /// Tells nothing of what happened until now.
    DeployProgress after(AgentAnswer seen) throws InterruptedException {
        for (EventAnswer event : agents.events(seen.id())) {
            told = Math.max(told, event.sequence());
        }
        return this;
    }

    /// Waits until a change is in force; or was taken back, and what was before runs again. The change has a limit of
    /// the server's; what comes after, and a change that has no way back, are waited for here.
    ///
    /// @param limit from the end of the change on
    /// @throws CommandFailure when there is no way back, and it failed or the time is up
    AgentAnswer awaitRollout(AgentAnswer changed, Duration limit) throws InterruptedException {
        AgentAnswer agent = changed;
        long end = System.nanoTime() + limit.toNanos();
        while (!isOver(agent)) {
            if (isIn(agent, "under_way")) {
                end = System.nanoTime() + limit.toNanos();
            } else if (System.nanoTime() > end) {
                break;
            }
            Thread.sleep(LOOK_EVERY);
            agent = agents.get(changed.id());
            tellNews(changed.id());
        }
        tellNews(changed.id());
        if (agent.rollout().isEmpty() && agent.status().equals("failed")) {
            throw failed(agent);
        }
        if (agent.rollout().isEmpty() && isOnTheWay(agent)) {
            throw late(agent, limit);
        }
        return agent;
    }

    /// One that takes calls with the change is where it shall be, whatever becomes of it afterwards.
    private static boolean isOver(AgentAnswer agent) {
        return isIn(agent, "done") || (!isIn(agent, "under_way") && !isOnTheWay(agent));
    }

    private static boolean isIn(AgentAnswer agent, String phase) {
        return agent.rollout().filter(each -> each.phase().equals(phase)).isPresent();
    }

    private static boolean isOnTheWay(AgentAnswer agent) {
        return Set.of("starting", "stopping").contains(agent.status());
    }

    private void tellNews(String agent) throws InterruptedException {
        for (EventAnswer event : agents.events(agent)) {
            if (event.sequence() > told) {
                told = event.sequence();
                shell.say("  %-12s  %s".formatted(event.kind(), event.reason()));
            }
        }
    }

    private static CommandFailure failed(AgentAnswer agent) {
        List<String> remedy = new ArrayList<>(agent.failure()
                .map(AgentAnswer.Failure::lastLogLines)
                .map(Failure::logLines)
                .orElse(List.of()));
        remedy.add("Try again:    berth start " + agent.slug());
        remedy.add("Remove it:    berth remove " + agent.slug());
        return new CommandFailure(
                ExitCode.FAILED,
                "%s %s. %s"
                        .formatted(
                                agent.slug(),
                                agent.status().equals("failed") ? "failed" : "was " + agent.status(),
                                agent.statusReason()),
                remedy);
    }

    private static CommandFailure late(AgentAnswer agent, Duration limit) {
        return new CommandFailure(
                ExitCode.FAILED,
                "%s is still %s after %s. %s"
                        .formatted(agent.slug(), agent.status(), Durations.format(limit), agent.statusReason()),
                "The server goes on. See how:    berth events -f " + agent.slug());
    }
}
