package dev.berth.engine;

import java.util.List;
import java.util.Optional;

/// The networks of an engine.
public interface Networks {

    /// Sees to it that a network of this name exists, and makes a bridge with these labels when it does not.
    ///
    /// A network that exists is used as it is, whoever made it, and never changed. Parallel calls make one
    /// network.
    ///
    /// @throws EngineFailure.AddressesUsedUp when the engine has no addresses left for one more network
    NetworkView ensure(NetworkSpec spec);

    Optional<NetworkView> inspect(String name);

    List<NetworkView> list(LabelSelector selector);

    /// Removes a network; a missing one is fine.
    ///
    /// @throws EngineFailure.NotOurs when it has none of Berth's labels
    /// @throws EngineFailure.InUse when containers are attached to it
    void remove(String name);
}
