package dev.berth.engine;

import java.util.List;
import java.util.Optional;

/// The named volumes of an engine.
public interface Volumes {

    /// Makes a volume. One that has the name already is left as it is, whoever made it.
    VolumeView create(VolumeSpec spec);

    Optional<VolumeView> inspect(String name);

    List<VolumeView> list(LabelSelector selector);

    /// Removes a volume and what is on it; a missing one is fine.
    ///
    /// @throws EngineFailure.NotOurs when it has none of Berth's labels
    /// @throws EngineFailure.InUse when a container has it mounted, running or not
    void remove(String name);
}
