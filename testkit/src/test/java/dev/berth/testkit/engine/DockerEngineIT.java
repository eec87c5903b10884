package dev.berth.testkit.engine;

/// The engine that is installed on this machine.
final class DockerEngineIT extends DockerContract {

    DockerEngineIT() {
        super("BERTH_TEST_DOCKER_HOST", "unix:///var/run/docker.sock");
    }
}
