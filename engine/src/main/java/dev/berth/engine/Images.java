package dev.berth.engine;

import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;

/// The images that an engine holds.
public interface Images {

    /// @param reference a name with tag or digest (`latest` when it has neither), or an image id
    Optional<ImageView> inspect(String reference);

    /// Sees to it that the engine has the image, as the policy says.
    ///
    /// @param progress is told each step of a transfer, one at a time; must return quickly
    /// @throws EngineFailure.ImageUnavailable with the reason, within a bounded time
    ImageView pull(String reference, PullPolicy policy, Consumer<PullProgress> progress);

    /// Makes an image of one layer from a tar stream of a root file system.
    ///
    /// An image that has the reference already loses it to the new one and stays without a name.
    ///
    /// @param tar is read to its end, and not closed
    ImageView importTar(ImageImport image, InputStream tar);

    /// Takes the reference off its image, and removes the image when it was the last one and no container
    /// uses it. A missing one is fine.
    ///
    /// @throws EngineFailure.InUse when a container was made of it
    void remove(String reference);
}
