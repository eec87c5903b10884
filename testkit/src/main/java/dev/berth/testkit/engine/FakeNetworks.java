package dev.berth.testkit.engine;

import dev.berth.engine.EngineFailure.InUse;
import dev.berth.engine.EngineFailure.NotOurs;
import dev.berth.engine.LabelSelector;
import dev.berth.engine.NetworkSpec;
import dev.berth.engine.NetworkView;
import dev.berth.engine.Networks;
import dev.berth.engine.OwnLabels;
import dev.berth.engine.container.NetworkAttachment;
import dev.berth.testkit.engine.FakeFaults.Operation;
import java.util.List;
import java.util.Optional;

/// The networks of a [FakeEngine].
final class FakeNetworks implements Networks {

    private final FakeWorld world;

    FakeNetworks(FakeWorld world) {
        this.world = world;
    }

    @Override
    public NetworkView ensure(NetworkSpec spec) {
        return world.call(
                Operation.ENSURE_NETWORK,
                () -> world.networks.computeIfAbsent(
                        spec.name(),
                        name -> new NetworkView(
                                world.nextId(),
                                name,
                                "bridge",
                                spec.internal(),
                                spec.labels(),
                                List.of("10.99.0.0/16"))));
    }

    @Override
    public Optional<NetworkView> inspect(String name) {
        return world.call(Operation.INSPECT_NETWORK, () -> Optional.ofNullable(world.networks.get(name)));
    }

    @Override
    public List<NetworkView> list(LabelSelector selector) {
        return world.call(
                Operation.INSPECT_NETWORK,
                () -> world.networks.values().stream()
                        .filter(network -> selector.matches(network.labels()))
                        .toList());
    }

    @Override
    public void remove(String name) {
        world.call(Operation.REMOVE_NETWORK, () -> {
            NetworkView network = world.networks.get(name);
            if (network == null) {
                return;
            }
            if (!OwnLabels.areOn(network.labels())) {
                throw new NotOurs("network " + name);
            }
            boolean used = world.containers.values().stream()
                    .anyMatch(container -> container.isAlive()
                            && container.spec.network() instanceof NetworkAttachment.Named named
                            && named.network().equals(name));
            if (used) {
                throw new InUse("network " + name, "containers are attached to it");
            }
            world.networks.remove(name);
        });
    }
}
