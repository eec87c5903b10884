package dev.berth.engine.docker;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// How a Docker Engine is reached, and how long its calls may take.
///
/// @param host `unix:///path` or `tcp://host:port`
/// @param certificates folder with `ca.pem`, `cert.pem`, `key.pem`; an empty path for no TLS
/// @param registryLogins folder of Docker's `config.json`, whose logins are used for pulls
/// @param maxConnections calls under way at the same time; more wait for their turn within their limit
/// @param maxStreams logs and event subscriptions that are open at the same time
/// @param callLimit longest time of a call, beyond a grace that the call itself has
/// @param transferLimit longest time of a pull or import as a whole
/// @param stallLimit longest time without any progress of a pull
public record DockerSettings(
        URI host,
        Path certificates,
        Path registryLogins,
        int maxConnections,
        int maxStreams,
        Duration callLimit,
        Duration transferLimit,
        Duration stallLimit) {

    public static final URI DEFAULT_HOST = URI.create("unix:///var/run/docker.sock");

    private static final Path NO_TLS = Path.of("");
    private static final List<String> SCHEMES = List.of("unix", "tcp");
    private static final int DEFAULT_CONNECTIONS = 64;
    private static final int DEFAULT_STREAMS = 1_000;
    // A missing volume plugin is answered after 15 s.
    private static final Duration DEFAULT_CALL_LIMIT = Duration.ofSeconds(30);
    private static final Duration DEFAULT_TRANSFER_LIMIT = Duration.ofMinutes(30);
    private static final Duration DEFAULT_STALL_LIMIT = Duration.ofSeconds(90);

    public DockerSettings {
        if (host.getScheme() == null || !SCHEMES.contains(host.getScheme())) {
            throw new IllegalArgumentException("an engine is at unix:///path or tcp://host:port, not at " + host);
        }
        if (host.getScheme().equals("tcp") && (host.getHost() == null || host.getPort() < 0)) {
            throw new IllegalArgumentException("tcp needs a host and a port: " + host);
        }
        if (maxConnections < 1 || maxStreams < 1) {
            throw new IllegalArgumentException("at least one connection: " + maxConnections + ", " + maxStreams);
        }
    }

    /// With the usual limits, without TLS, and with the logins of the user that runs Berth.
    public static DockerSettings of(URI host) {
        return new DockerSettings(
                host,
                NO_TLS,
                Path.of(System.getProperty("user.home", "/"), ".docker"),
                DEFAULT_CONNECTIONS,
                DEFAULT_STREAMS,
                DEFAULT_CALL_LIMIT,
                DEFAULT_TRANSFER_LIMIT,
                DEFAULT_STALL_LIMIT);
    }

    /// As Docker's own client reads its environment: `DOCKER_HOST`, `DOCKER_TLS_VERIFY`,
    /// `DOCKER_CERT_PATH`, `DOCKER_CONFIG`.
    ///
    /// @throws IllegalArgumentException when they do not fit together
    public static DockerSettings fromEnvironment(Map<String, String> environment) {
        String host = environment.getOrDefault("DOCKER_HOST", "");
        DockerSettings settings = of(host.isBlank() ? DEFAULT_HOST : URI.create(host.strip()));
        String config = environment.getOrDefault("DOCKER_CONFIG", "");
        if (!config.isBlank()) {
            settings = settings.withRegistryLogins(Path.of(config));
        }
        if (environment.getOrDefault("DOCKER_TLS_VERIFY", "").isBlank()) {
            return settings;
        }
        String certificates = environment.getOrDefault("DOCKER_CERT_PATH", "");
        return settings.withCertificates(certificates.isBlank() ? settings.registryLogins : Path.of(certificates));
    }

    public DockerSettings withCertificates(Path folder) {
        return new DockerSettings(
                host, folder, registryLogins, maxConnections, maxStreams, callLimit, transferLimit, stallLimit);
    }

    public DockerSettings withRegistryLogins(Path folder) {
        return new DockerSettings(
                host, certificates, folder, maxConnections, maxStreams, callLimit, transferLimit, stallLimit);
    }

    public DockerSettings withConnections(int calls, int streams) {
        return new DockerSettings(
                host, certificates, registryLogins, calls, streams, callLimit, transferLimit, stallLimit);
    }

    public DockerSettings withLimits(Duration call, Duration transfer, Duration stall) {
        return new DockerSettings(
                host, certificates, registryLogins, maxConnections, maxStreams, call, transfer, stall);
    }

    boolean usesTls() {
        return !certificates.equals(NO_TLS);
    }

    /// Whether engine and Berth are on one machine, so that the kernel's files about containers may be read.
    boolean isLocal() {
        return host.getScheme().equals("unix");
    }
}
