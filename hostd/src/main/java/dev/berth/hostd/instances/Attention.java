package dev.berth.hostd.instances;

import dev.berth.domain.agent.Goal;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.domain.instance.InstanceStep;
import dev.berth.engine.EngineEvent.Change;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.engine.container.ContainerSummary;
import dev.berth.protocol.link.InstanceOrder;
import java.util.List;

/// Decides which agents deserve a closer look. Pure.
///
/// It may ask for one too many: a look that finds all well does nothing.
final class Attention {

    private Attention() {}

    /// @param state of the instance that the order names
    /// @param seen the agent's containers
    static boolean isDue(InstanceOrder order, InstanceState state, List<ContainerSummary> seen) {
        return switch (InstanceStep.next(order.goal(), order.depth(), state)) {
            case InstanceStep.Prepare _, InstanceStep.Start _, InstanceStep.Hibernate _, InstanceStep.Stop _ -> true;
            case InstanceStep.Abandon _ -> true;
            case InstanceStep.Watch watch -> !isAsKnown(watch.running(), seen);
            case InstanceStep.Rest _ -> has(seen, Phase.RUNNING) || (order.thaws() && has(seen, Phase.PAUSED));
        };
    }

    /// Whether one that was made beside another and has ended has left a container.
    static boolean isLeftOver(InstanceOrder order, InstanceState state, List<ContainerSummary> seen) {
        return order.goal() == Goal.STOP && !state.live() && !seen.isEmpty();
    }

    private static boolean isAsKnown(Running running, List<ContainerSummary> seen) {
        Phase expected = switch (running.readiness()) {
            case STARTING, READY, UNHEALTHY -> Phase.RUNNING;
            case PAUSED -> Phase.PAUSED;
        };
        return seen.stream()
                .anyMatch(container -> container.phase() == expected
                        && container.id().value().equals(running.container().value()));
    }

    private static boolean has(List<ContainerSummary> seen, Phase phase) {
        return seen.stream().anyMatch(container -> container.phase() == phase);
    }

    /// Whether what the engine tells can be news for an instance of which this is known.
    static boolean isNews(Change change, InstanceState state) {
        return switch (change) {
            case Change.Started _, Change.Unpaused _ ->
                switch (state) {
                    case InstanceState.Ended _ -> true;
                    case Running running -> running.readiness() == InstanceState.Readiness.PAUSED;
                    case InstanceState.Placed _, InstanceState.Prepared _ -> false;
                };
            case Change.Exited _, Change.Removed _, Change.Paused _, Change.Stopped _ -> state.live();
            case Change.Created _, Change.Signalled _, Change.MemoryUsedUp _ -> false;
        };
    }
}
