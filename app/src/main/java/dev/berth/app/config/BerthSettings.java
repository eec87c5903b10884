package dev.berth.app.config;

import dev.berth.edge.EdgeLimits;
import dev.berth.engine.docker.DockerSettings;
import dev.berth.gateway.GatewaySettings;
import dev.berth.kit.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Every setting of a server, read once at start. `docs/settings.md` lists them.
public record BerthSettings(
        Path home,
        Listening listening,
        Optional<String> databaseUrl,
        JournalPlace journal,
        Path secretKeyFile,
        DockerSettings engine,
        Containers containers,
        EdgeLimits edge,
        GatewaySettings gateway,
        CallbackSettings callbacks,
        Logs logs) {

    /// Where the server listens.
    ///
    /// @param alsoPort a second port for callers that expect another one
    /// @param publicUrl what callers see in front of the server, if that differs
    public record Listening(String address, int port, Optional<Integer> alsoPort, Optional<URI> publicUrl) {}

    /// What containers are made with, and what agents may ask for.
    ///
    /// @param firstPort of the range for host ports that an agent leaves to Berth; both ends inclusive
    public record Containers(
            String network,
            Reach reach,
            String defaultImage,
            int firstPort,
            int lastPort,
            List<Path> allowedMounts,
            boolean allowHostNetwork) {}

    /// Where calls are kept.
    public enum JournalPlace {
        /// In a log in the home folder.
        LOG,
        /// In the PostgreSQL database.
        POSTGRES
    }

    /// How the server reaches containers on the agents' network.
    public enum Reach {
        /// By name inside a container, by address elsewhere.
        AUTO,
        ADDRESS,
        NAME
    }

    public record Logs(Format format, Optional<Path> file, Level level) {

        public enum Format {
            TEXT,
            JSON
        }

        public enum Level {
            ERROR,
            WARN,
            INFO,
            DEBUG
        }
    }

    /// @throws dev.berth.kit.InvalidSettings when a value cannot be used or a name is unknown
    public static BerthSettings from(Map<String, String> environment) {
        Settings settings = new Settings(environment);
        Path home = settings.path("BERTH_HOME", Path.of(System.getProperty("user.home"), ".berth"))
                .toAbsolutePath()
                .normalize();
        Optional<String> databaseUrl = settings.text("BERTH_DATABASE_URL");
        BerthSettings read = new BerthSettings(
                home,
                listening(settings),
                databaseUrl,
                journal(settings, databaseUrl.isPresent()),
                settings.path("BERTH_SECRET_KEY_FILE", home.resolve("secret.key")),
                DockerSettings.fromEnvironment(environment),
                containers(settings),
                CallLimits.edge(settings),
                CallLimits.gateway(settings),
                CallbackSettings.from(settings),
                logs(settings));
        // These belong to the client side of the command and to its launcher.
        List.of("BERTH_URL", "BERTH_TOKEN", "BERTH_NO_INSTALL", "BERTH_JAVA_OPTS", "BERTH_SOURCE")
                .forEach(settings::text);
        settings.finish("BERTH_");
        return read;
    }

    private static Listening listening(Settings settings) {
        int also = settings.integer("BERTH_ALSO_LISTEN", 0, 0, 65_535);
        return new Listening(
                settings.text("BERTH_LISTEN", "127.0.0.1"),
                settings.integer("BERTH_PORT", 8081, 0, 65_535),
                also == 0 ? Optional.empty() : Optional.of(also),
                settings.uri("BERTH_PUBLIC_URL"));
    }

    /// Calls lie where agents lie, unless it is said otherwise.
    private static JournalPlace journal(Settings settings, boolean hasPostgres) {
        return settings.read(
                "BERTH_JOURNAL",
                hasPostgres ? JournalPlace.POSTGRES : JournalPlace.LOG,
                "log, or postgres together with a PostgreSQL database in BERTH_DATABASE_URL",
                value -> {
                    JournalPlace place = JournalPlace.valueOf(value.toUpperCase(Locale.ROOT));
                    if (place == JournalPlace.POSTGRES && !hasPostgres) {
                        throw new IllegalArgumentException("there is no such database");
                    }
                    return place;
                });
    }

    private static Containers containers(Settings settings) {
        return new Containers(
                settings.text("AGENT_NETWORK", "berth"),
                settings.choice("BERTH_REACH", Reach.AUTO, Reach.class),
                settings.text("AGENT_IMAGE", "berth/agent:latest"),
                settings.integer("AGENT_PORT_RANGE_START", 9000, 1, 65_535),
                settings.integer("AGENT_PORT_RANGE_END", 9500, 1, 65_535),
                settings.paths("BERTH_ALLOWED_MOUNTS"),
                settings.truth("BERTH_ALLOW_HOST_NETWORK", false));
    }

    private static Logs logs(Settings settings) {
        return new Logs(
                settings.choice("BERTH_LOG_FORMAT", Logs.Format.TEXT, Logs.Format.class),
                settings.text("BERTH_LOG_FILE").map(Path::of),
                settings.choice("LOG_LEVEL", Logs.Level.INFO, Logs.Level.class));
    }
}
