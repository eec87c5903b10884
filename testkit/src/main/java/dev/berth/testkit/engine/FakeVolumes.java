package dev.berth.testkit.engine;

import dev.berth.engine.EngineFailure.InUse;
import dev.berth.engine.EngineFailure.NotOurs;
import dev.berth.engine.LabelSelector;
import dev.berth.engine.OwnLabels;
import dev.berth.engine.VolumeSpec;
import dev.berth.engine.VolumeView;
import dev.berth.engine.Volumes;
import dev.berth.engine.container.Mount;
import dev.berth.testkit.engine.FakeFaults.Operation;
import java.util.List;
import java.util.Optional;

/// The volumes of a [FakeEngine].
final class FakeVolumes implements Volumes {

    private final FakeWorld world;

    FakeVolumes(FakeWorld world) {
        this.world = world;
    }

    @Override
    public VolumeView create(VolumeSpec spec) {
        return world.call(
                Operation.CREATE_VOLUME,
                () -> world.volumes.computeIfAbsent(
                        spec.name(), name -> new VolumeView(name, spec.driver(), spec.options(), spec.labels())));
    }

    @Override
    public Optional<VolumeView> inspect(String name) {
        return world.call(Operation.INSPECT_VOLUME, () -> Optional.ofNullable(world.volumes.get(name)));
    }

    @Override
    public List<VolumeView> list(LabelSelector selector) {
        return world.call(
                Operation.INSPECT_VOLUME,
                () -> world.volumes.values().stream()
                        .filter(volume -> selector.matches(volume.labels()))
                        .toList());
    }

    @Override
    public void remove(String name) {
        world.call(Operation.REMOVE_VOLUME, () -> {
            VolumeView volume = world.volumes.get(name);
            if (volume == null) {
                return;
            }
            if (!OwnLabels.areOn(volume.labels())) {
                throw new NotOurs("volume " + name);
            }
            boolean used = world.containers.values().stream()
                    .flatMap(container -> container.spec.mounts().stream())
                    .anyMatch(mount -> mount instanceof Mount.Volume mounted
                            && mounted.name().equals(name));
            if (used) {
                throw new InUse("volume " + name, "a container has it mounted");
            }
            world.volumes.remove(name);
        });
    }
}
