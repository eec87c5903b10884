package dev.berth.hostd.instances;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.Program;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.EndReason.NotStarted;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Ended;
import dev.berth.domain.instance.InstanceState.Placed;
import dev.berth.domain.instance.Reach;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.engine.EngineFailure.ImageUnavailable;
import dev.berth.engine.EngineFailure.NetworkMissing;
import dev.berth.engine.PullPolicy;
import dev.berth.engine.VolumeSpec;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerSpec;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.engine.container.ContainerView;
import dev.berth.hostd.container.ContainerPlan;
import dev.berth.hostd.container.ContainerRecipe;
import dev.berth.hostd.container.Share;
import dev.berth.hostd.container.StartFailures;
import dev.berth.hostd.report.Ledger;
import dev.berth.protocol.link.HostReport;
import dev.berth.protocol.link.InstanceOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Gets an instance its container: the one that the agent has, or a new one.
final class Preparation {

    /// The order was changed while its image was pulled.
    private static final class PullAbandoned extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PullAbandoned() {
            super("nobody wants the image any more", null, false, false);
        }
    }

    private final Tools tools;
    private final Engine engine;
    private final AgentContainers containers;
    private final ContainerRecipe recipe;
    private final AgentNetwork network;
    private final Ledger ledger;
    private final InstantSource clock;
    private final Predicate<InstanceOrder> stillWanted;

    Preparation(Tools tools, Predicate<InstanceOrder> stillWanted) {
        this.tools = tools;
        this.engine = tools.engine();
        this.containers = tools.containers();
        this.recipe = new ContainerRecipe(tools.surroundings());
        this.network = tools.network();
        this.ledger = tools.ledger();
        this.clock = tools.clock();
        this.stillWanted = stillWanted;
    }

    Duration prepare(InstanceOrder order, Share share, Placed placed, Notes notes) {
        InstanceId instance = order.id();
        try {
            List<ContainerView> views = containers.views(instance.agent(), share);
            ContainerPlan plan = ContainerPlan.between(order, views, frozenAt(instance));
            Duration grace = order.spec().stopping().grace();
            for (ContainerView superseded : plan.superseded()) {
                containers.stop(superseded.id(), grace);
                containers.remove(superseded.id());
            }
            Optional<ContainerPlan.Adoption> adopted = plan.adopted();
            if (adopted.isPresent() && adopted.get().stopFirst()) {
                containers.stop(adopted.get().container(), grace);
            }
            if (adopted.isPresent() && share.isAll()) {
                nameAsUsual(adopted.get().container(), views, order);
            }
            ContainerId container =
                    adopted.map(ContainerPlan.Adoption::container).orElseGet(() -> make(order, share));
            notes.prepared = true;
            notes.frozen = frozen(views, container);
            tools.note(
                    instance,
                    share,
                    placed.prepared(Tools.domainId(container)),
                    adopted.isPresent() ? "container kept" : "container created");
            return AgentPass.AT_ONCE;
        } catch (PullAbandoned _) {
            return AgentPass.AT_ONCE;
        } catch (EngineUnreachable e) {
            throw e;
        } catch (EngineFailure e) {
            NotStarted reason = StartFailures.of(e).orElseThrow(() -> e);
            tools.note(instance, share, placed.failed(reason, clock.instant()), "container not created");
            return AgentPass.AT_ONCE;
        }
    }

    private void nameAsUsual(ContainerId adopted, List<ContainerView> views, InstanceOrder order) {
        views.stream()
                .filter(view -> view.id().equals(adopted))
                .findFirst()
                .ifPresent(view -> containers.nameAsUsual(view.id(), view.name(), order));
    }

    private static @Nullable ContainerView frozen(List<ContainerView> views, ContainerId container) {
        return views.stream()
                .filter(view -> view.id().equals(container) && view.state().phase() == Phase.PAUSED)
                .findFirst()
                .orElse(null);
    }

    /// When the agent's instance before this one was frozen, if that is how it ended.
    private Optional<Instant> frozenAt(InstanceId instance) {
        return ledger.of(instance.agent()).stream()
                .filter(known -> instance.fences(known.instance()))
                .map(HostReport.Observation::state)
                .filter(state -> state instanceof Ended ended
                        && ended.reason().equals(new EndReason.Hibernated(Hibernation.FREEZE)))
                .map(state -> ((Ended) state).at())
                .max(Instant::compareTo);
    }

    private ContainerId make(InstanceOrder order, Share share) {
        Program program = order.spec().program();
        if (program.pull() == Program.PullPolicy.ALWAYS) {
            pull(order, share);
        }
        for (VolumeSpec volume : recipe.volumes(order)) {
            engine.volumes().create(volume);
        }
        try {
            return create(order, share);
        } catch (ImageUnavailable e) {
            boolean fetch =
                    program.pull() == Program.PullPolicy.MISSING && e.reason() == ImageUnavailable.Reason.NOT_PRESENT;
            if (!fetch) {
                throw e;
            }
            pull(order, share);
            return create(order, share);
        }
    }

    /// Tries first, since the network is nearly always there.
    private ContainerId create(InstanceOrder order, Share share) {
        ContainerSpec spec =
                recipe.container(order, share, !isCalledById(order.id().agent()));
        try {
            return engine.containers().create(spec);
        } catch (NetworkMissing _) {
            network.ensure();
            return engine.containers().create(spec);
        }
    }

    /// Whether an instance is called by its agent's id, as those were before each had a name of its own: then no other
    /// container may have that name while it lives.
    private boolean isCalledById(AgentId agent) {
        return ledger.of(agent).stream()
                .anyMatch(known -> known.state() instanceof InstanceState.Running running
                        && running.reach() instanceof Reach.At at
                        && at.host().equals(agent.value()));
    }

    private void pull(InstanceOrder order, Share share) {
        String image = order.spec().program().image();
        PullMeter meter = new PullMeter(image, clock);
        tools.note(order.id(), share, new Placed(meter.begun()), "pulling image");
        engine.images().pull(image, PullPolicy.ALWAYS, progress -> {
            if (!stillWanted.test(order)) {
                throw new PullAbandoned();
            }
            meter.after(progress).ifPresent(text -> tools.note(order.id(), share, new Placed(text), "pulling image"));
        });
        tools.note(order.id(), share, new Placed("making its container"), "image pulled");
    }
}
