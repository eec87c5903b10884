package dev.berth.testkit.engine;

import java.net.URI;

/// Where the engines are that integration tests run on.
final class DockerHosts {

    private DockerHosts() {}

    /// @param fallback empty when there is none
    static URI named(String variable, String fallback) {
        String value = System.getenv().getOrDefault(variable, fallback);
        if (value.isBlank()) {
            throw new AssertionError(variable + " does not say where the engine to be tested is, for example"
                    + " unix:///run/newer-engine/docker.sock. ./dev it starts one and sets it.");
        }
        return URI.create(value);
    }
}
