package dev.berth.hostd.container;

import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerState;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.engine.container.ContainerView;
import dev.berth.protocol.link.InstanceOrder;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// How an instance gets its container, seeing those that the agent has.
///
/// @param superseded go first: they are of other revisions or ports, told the agent otherwise who it is, are broken,
///     or too many
/// @param adopted serves the instance with the files that it has; empty when one has to be made
public record ContainerPlan(List<ContainerView> superseded, Optional<Adoption> adopted) {

    /// A container that is used again.
    ///
    /// @param stopFirst whether it runs and may do so for an earlier instance, which must end before this one
    ///     starts. One that was made for this very instance can run for no other
    public record Adoption(ContainerId container, boolean stopFirst) {}

    /// @param seen the containers that this installation made for the agent
    /// @param frozenAt when the instance before was frozen, if that is how it ended: somebody may have let its
    ///     container go on, which is what this one is to do
    public static ContainerPlan between(InstanceOrder order, List<ContainerView> seen, Optional<Instant> frozenAt) {
        Optional<ContainerView> best = seen.stream()
                .filter(container -> fits(order, container, frozenAt))
                .max(byUse());
        List<ContainerView> rest = seen.stream()
                .filter(container ->
                        best.isEmpty() || !container.id().equals(best.get().id()))
                .toList();
        return new ContainerPlan(
                rest,
                best.map(container -> new Adoption(
                        container.id(),
                        container.state().phase() == Phase.RUNNING
                                && !ContainerLabels.madeFor(container.labels(), order.id())
                                && !goesOn(container, frozenAt))));
    }

    private static boolean goesOn(ContainerView container, Optional<Instant> frozenAt) {
        return container.state() instanceof ContainerState.Running running
                && frozenAt.filter(running.startedAt()::isBefore).isPresent();
    }

    /// What a frozen one was told of itself stays in its memory, which is worth more than the news.
    private static boolean fits(InstanceOrder order, ContainerView container, Optional<Instant> frozenAt) {
        Phase phase = container.state().phase();
        boolean hasMemory = phase == Phase.PAUSED || goesOn(container, frozenAt);
        return phase != Phase.DEAD
                && ContainerLabels.fit(container.labels(), order)
                && (hasMemory || ContainerLabels.tellTheSame(container.labels(), order));
    }

    /// Of several the one that was used last has the agent's files.
    private static Comparator<ContainerView> byUse() {
        return Comparator.comparing((ContainerView container) -> isAlive(container))
                .thenComparing(container -> container.state().phase() != Phase.CREATED)
                .thenComparing(ContainerView::createdAt);
    }

    private static boolean isAlive(ContainerView container) {
        return container.state().phase() == Phase.RUNNING || container.state().phase() == Phase.PAUSED;
    }
}
