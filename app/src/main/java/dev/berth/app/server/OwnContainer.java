package dev.berth.app.server;

import dev.berth.engine.Engine;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The container that this process runs in, if it runs in one of this engine's.
final class OwnContainer {

    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

    /// Docker mounts files such as `/etc/hostname` from the folder that it keeps for the container.
    private static final Pattern FOLDER = Pattern.compile("/containers/([0-9a-f]{64})/");

    private OwnContainer() {}

    static Optional<ContainerView> of(Engine engine) throws IOException {
        if (Files.notExists(MOUNTS)) {
            return Optional.empty();
        }
        Matcher folder = FOLDER.matcher(Files.readString(MOUNTS));
        return folder.find() ? engine.containers().inspect(new ContainerId(folder.group(1))) : Optional.empty();
    }
}
