package dev.berth.testkit.engine;

/// A newer engine beside it, so that both ends of what Berth works with are tested.
final class NewerDockerEngineIT extends DockerContract {

    NewerDockerEngineIT() {
        super("BERTH_TEST_DOCKER_HOST_NEW", "");
    }
}
