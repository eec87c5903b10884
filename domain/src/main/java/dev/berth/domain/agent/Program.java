package dev.berth.domain.agent;

import java.util.List;
import java.util.Map;

/// What runs in an agent's container.
///
/// @param image a reference as the engine understands it, such as `berth/agent:latest`
/// @param command replaces the image's own command; empty leaves it
/// @param port where the agent listens inside its container, 1 to 65535
/// @param secrets environment variables whose values are kept encrypted and never shown
public record Program(
        String image,
        PullPolicy pull,
        List<String> command,
        int port,
        Map<String, String> environment,
        Map<String, Secret> secrets) {

    /// When the image is fetched from its registry.
    public enum PullPolicy {
        MISSING,
        ALWAYS,
        NEVER
    }

    public static final int DEFAULT_PORT = 8000;

    public Program {
        if (image.isBlank()) {
            throw new IllegalArgumentException("image must not be blank");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port must be between 1 and 65535: " + port);
        }
        environment.keySet().forEach(Program::checkVariable);
        secrets.keySet().forEach(Program::checkVariable);
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        secrets = Map.copyOf(secrets);
    }

    private static void checkVariable(String name) {
        if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "the name of an environment variable must not be empty or hold = or NUL: " + name);
        }
    }
}
