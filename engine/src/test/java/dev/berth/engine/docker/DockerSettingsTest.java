package dev.berth.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DockerSettingsTest {

    @Test
    void usesTheDefaultSocketWhenNothingIsSaid() {
        DockerSettings settings = DockerSettings.fromEnvironment(Map.of());

        assertThat(settings.host()).isEqualTo(URI.create("unix:///var/run/docker.sock"));
        assertThat(settings.usesTls()).isFalse();
        assertThat(settings.isLocal()).isTrue();
    }

    @Test
    void readsWhatDockersOwnClientReads() {
        DockerSettings settings = DockerSettings.fromEnvironment(Map.of(
                "DOCKER_HOST", "tcp://build.example:2376",
                "DOCKER_TLS_VERIFY", "1",
                "DOCKER_CERT_PATH", "/certs",
                "DOCKER_CONFIG", "/config"));

        assertThat(settings.host()).isEqualTo(URI.create("tcp://build.example:2376"));
        assertThat(settings.usesTls()).isTrue();
        assertThat(settings.certificates()).isEqualTo(Path.of("/certs"));
        assertThat(settings.registryLogins()).isEqualTo(Path.of("/config"));
        assertThat(settings.isLocal()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssh://host", "/var/run/docker.sock", "tcp://host", "http://host:2375"})
    void refusesAnAddressThatItCannotReach(String host) {
        assertThatThrownBy(() -> DockerSettings.fromEnvironment(Map.of("DOCKER_HOST", host)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(host);
    }
}
