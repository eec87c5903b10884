package dev.berth.app.server;

import dev.berth.app.config.BerthHome;
import dev.berth.app.config.BerthSettings;
import dev.berth.controlplane.accounts.SelfTokens;
import dev.berth.controlplane.accounts.Tokens;
import dev.berth.controlplane.activity.Leases;
import dev.berth.controlplane.agents.DeployAgent;
import dev.berth.controlplane.agents.DirectAgent;
import dev.berth.controlplane.agents.EditAgent;
import dev.berth.controlplane.agents.ReservePorts;
import dev.berth.controlplane.store.Database;
import dev.berth.controlplane.store.SqlAgentStore;
import dev.berth.controlplane.store.SqlLeaseStore;
import dev.berth.controlplane.store.SqlSettings;
import dev.berth.controlplane.store.SqlTokenStore;
import dev.berth.domain.agent.AgentId;
import dev.berth.kit.ReconcileLoop;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The control plane's use cases over its database.
///
/// @param key of all that this installation encrypts
/// @param installation tells this installation's objects at the engine from those of others
record ControlPlane(
        String installation,
        Database database,
        SecretKey key,
        AgentCore core,
        Tokens tokens,
        SelfTokens itself,
        DeployAgent deploy,
        EditAgent edit,
        DirectAgent direct,
        SqlSettings settings) {

    /// A token that another server revoked is good for no longer than this.
    private static final Duration TOKENS_RESYNC = Duration.ofSeconds(5);

    /// SQLite's other files take the rights of the database.
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    static ControlPlane open(BerthSettings settings, BerthHome home, Parts parts, InstantSource clock)
            throws IOException {
        Database database = parts.add(database(settings, home));
        SecretKey key = SecretKey.in(settings.secretKeyFile());
        SelfTokens itself = new SelfTokens(key.box());
        Optional<URI> api = settings.listening().publicUrl();
        ReservePorts.Range autoPorts = new ReservePorts.Range(
                settings.containers().firstPort(), settings.containers().lastPort());
        AgentCore core = parts.add(key.reading(() -> AgentCore.over(
                new SqlAgentStore(database, key.box()),
                new SqlLeaseStore(database),
                autoPorts,
                agent -> credentials(itself, api, agent),
                clock)));
        Tokens tokens = new Tokens(new SqlTokenStore(database), clock);
        if (settings.databaseUrl().isPresent()) {
            parts.add(followOthers(tokens, core.leases()));
        }
        SqlSettings once = new SqlSettings(database);
        return new ControlPlane(
                once.once("installation", () -> UUID.randomUUID().toString().replace("-", "")),
                database,
                key,
                core,
                tokens,
                itself,
                new DeployAgent(
                        core.writes(), core.ports(), core.hosts(), tokens, () -> AgentId.of(UUID.randomUUID()), clock),
                new EditAgent(core.writes(), core.ports(), tokens, clock),
                new DirectAgent(core.writes(), core.find(), core.next(), clock),
                once);
    }

    /// What an agent is told so that it can speak for itself.
    private static Map<String, String> credentials(SelfTokens itself, Optional<URI> api, AgentId agent) {
        String token = itself.of(agent);
        return api.map(url -> Map.of("BERTH_AGENT_TOKEN", token, "BERTH_API_URL", url.toString()))
                .orElse(Map.of("BERTH_AGENT_TOKEN", token));
    }

    /// Servers that share a database revoke each other's tokens and keep each other's agents awake.
    private static ReconcileLoop followOthers(Tokens tokens, Leases leases) {
        return new ReconcileLoop("tokens", TOKENS_RESYNC, () -> {
                    tokens.reload();
                    leases.reload();
                    return TOKENS_RESYNC;
                })
                .start();
    }

    private static Database database(BerthSettings settings, BerthHome home) throws IOException {
        Optional<String> url = settings.databaseUrl();
        if (url.isPresent()) {
            return Database.postgres(PostgresUrl.jdbc(url.get()));
        }
        if (Files.notExists(home.database())) {
            Files.createFile(home.database(), OWNER_ONLY);
        }
        return Database.sqlite(home.database());
    }
}
