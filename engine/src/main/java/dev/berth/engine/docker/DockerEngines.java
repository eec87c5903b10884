package dev.berth.engine.docker;

import dev.berth.engine.Engine;
import java.net.URI;

/// The way to a Docker Engine.
public final class DockerEngines {

    private DockerEngines() {}

    /// Does not connect yet: an engine that is down now may be up at the first call.
    public static Engine connect(DockerSettings settings) {
        return new DockerEngine(settings);
    }

    public static Engine connect(URI dockerHost) {
        return connect(DockerSettings.of(dockerHost));
    }
}
