package dev.berth.domain.instance;

import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;

/// What a host does next about one instance.
public sealed interface InstanceStep {

    /// Fetch the image if need be, and make or adopt the container.
    record Prepare(InstanceState.Placed placed) implements InstanceStep {}

    record Start(InstanceState.Prepared prepared) implements InstanceStep {}

    /// See whether it still runs, and whether it is ready.
    record Watch(InstanceState.Running running) implements InstanceStep {}

    record Hibernate(InstanceState.Running running, Hibernation depth) implements InstanceStep {}

    record Stop(InstanceState.Running running) implements InstanceStep {}

    /// End an instance that never ran. When it was to be frozen, so is a container that has an earlier one's memory.
    record Abandon(InstanceState.Unstarted unstarted) implements InstanceStep {}

    record Rest() implements InstanceStep {}

    /// The one thing to do next to bring an instance closer to its goal.
    static InstanceStep next(Goal goal, Hibernation depth, InstanceState state) {
        return switch (state) {
            case InstanceState.Placed placed ->
                switch (goal) {
                    case RUN -> new Prepare(placed);
                    case HIBERNATE, STOP -> new Abandon(placed);
                };
            case InstanceState.Prepared prepared ->
                switch (goal) {
                    case RUN -> new Start(prepared);
                    case HIBERNATE, STOP -> new Abandon(prepared);
                };
            case InstanceState.Running running ->
                switch (goal) {
                    case RUN -> new Watch(running);
                    case HIBERNATE -> new Hibernate(running, depth);
                    case STOP -> new Stop(running);
                };
            case InstanceState.Ended _ -> new Rest();
        };
    }
}
