package dev.berth.engine;

import java.util.List;

/// An image to be made from a tar of its root file system.
///
/// @param reference name and tag
/// @param changes its configuration as Dockerfile instructions: `CMD`, `ENTRYPOINT`, `ENV`, `EXPOSE`,
///     `LABEL`, `USER`, `WORKDIR`, `STOPSIGNAL`
public record ImageImport(String reference, List<String> changes) {

    public ImageImport {
        if (reference.isBlank()) {
            throw new IllegalArgumentException("an imported image needs a name");
        }
        changes = List.copyOf(changes);
    }
}
