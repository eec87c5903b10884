package dev.berth.hostd.container;

import dev.berth.domain.agent.Mount;
import dev.berth.domain.instance.EndReason.NotStarted;
import dev.berth.domain.instance.EndReason.NotStarted.Cause;
import dev.berth.protocol.link.InstanceOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Looks once more, right before a container starts, whether the host's folders that it mounts are what was allowed.
///
/// They were named without links when they were allowed; who may write above one could have put a link in its place
/// since, to a folder that nobody allowed. What is not seen from here is left to the engine.
public final class MountedFolders {

    private MountedFolders() {}

    public static Optional<NotStarted> moved(InstanceOrder order) {
        for (Mount mount : order.spec().mounts()) {
            if (mount instanceof Mount.Folder folder && leadsElsewhere(folder.source())) {
                return Optional.of(
                        new NotStarted(
                                Cause.REFUSED,
                                "The host's folder %s is a link to another place now.".formatted(folder.source()),
                                "Put a folder there again, or name the other place in the agent's volumes, where it is checked."));
            }
        }
        return Optional.empty();
    }

    private static boolean leadsElsewhere(String source) {
        Path path = Path.of(source);
        try {
            return !path.toRealPath().equals(path.normalize());
        } catch (IOException _) {
            return false;
        }
    }
}
