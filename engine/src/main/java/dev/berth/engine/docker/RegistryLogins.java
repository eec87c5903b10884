package dev.berth.engine.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The logins to registries that `docker login` left in Docker's own configuration.
///
/// Read anew for each pull, so that a login counts at once. Credential helpers are not asked.
final class RegistryLogins {

    private final Path folder;
    private final ObjectMapper json;

    RegistryLogins(Path folder, ObjectMapper json) {
        this.folder = folder;
        this.json = json;
    }

    /// The header that presents the login for the registry of an image.
    Optional<String> headerFor(String image) {
        DockerClientConfig config = new DefaultDockerClientConfig.Builder()
                .withDockerHost(DockerSettings.DEFAULT_HOST.toString())
                .withDockerTlsVerify(false)
                .withDockerConfig(folder.toString())
                .build();
        @Nullable AuthConfig login = config.effectiveAuthConfig(image);
        return login == null ? Optional.empty() : Optional.of(encoded(login));
    }

    private String encoded(AuthConfig login) {
        try {
            return Base64.getUrlEncoder().encodeToString(json.writeValueAsBytes(login));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a login can be written", e);
        }
    }
}
