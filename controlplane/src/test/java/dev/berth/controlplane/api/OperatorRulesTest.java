package dev.berth.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.controlplane.agents.Decision;
import dev.berth.controlplane.agents.Refusal;
import dev.berth.controlplane.agents.SampleAgents;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorRulesTest {

    @TempDir
    Path folder;

    private Path allowed;
    private Path outside;
    private OperatorRules rules;

    @BeforeEach
    void prepare() throws IOException {
        folder = folder.toRealPath();
        allowed = Files.createDirectories(folder.resolve("allowed/data"));
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.createSymbolicLink(folder.resolve("allowed/way-out"), outside);
        Files.createSymbolicLink(folder.resolve("allowed/nowhere"), Path.of("/nowhere/at/all"));
        Files.createSymbolicLink(folder.resolve("way-in"), folder.resolve("allowed"));
        rules = new OperatorRules(List.of(folder.resolve("allowed")), false);
    }

    private Decision<AgentSpec> check(OperatorRules by, Mount mount) {
        return by.check(Specs.with(SampleAgents.spec(), List.of(mount)));
    }

    private Decision<AgentSpec> mounting(String source) {
        return check(rules, new Mount.Folder(source, "/mnt", false));
    }

    private static Refusal.NotAllowed refusal(Decision<AgentSpec> decision) {
        return (Refusal.NotAllowed) ((Decision.Refused<AgentSpec>) decision).refusal();
    }

    private static String source(Decision<AgentSpec> decision) {
        AgentSpec spec = ((Decision.Accepted<AgentSpec>) decision).result();
        return ((Mount.Folder) spec.mounts().getFirst()).source();
    }

    @Test
    void allowsFoldersBelowAnAllowedOne() {
        assertThat(source(mounting(allowed.toString()))).isEqualTo(allowed.toString());
        assertThat(source(mounting(folder + "/allowed"))).isEqualTo(folder + "/allowed");
        assertThat(source(mounting(folder + "/allowed/not-yet/there"))).isEqualTo(folder + "/allowed/not-yet/there");
    }

    @Test
    void resolvesLinks() {
        assertThat(source(mounting(folder + "/way-in/data"))).isEqualTo(allowed.toString());
    }

    @Test
    void refusesEverythingElse() {
        for (String path : List.of(
                outside.toString(),
                "/etc",
                "/",
                folder + "/allowed/way-out",
                folder + "/allowed/way-out/deeper",
                folder + "/allowed/nowhere",
                folder + "/allowed/nowhere/deeper",
                folder + "/allowed-too",
                "/var/run/docker.sock")) {
            Refusal.NotAllowed refused = refusal(mounting(path));
            assertThat(refused.pointer()).as(path).isEqualTo("/container_config/volumes/0/source");
            assertThat(refused.detail()).contains(path, "BERTH_ALLOWED_MOUNTS", folder + "/allowed");
        }
    }

    @Test
    void saysThatNoFolderIsAllowed() {
        OperatorRules none = new OperatorRules(List.of(), false);

        assertThat(refusal(check(none, new Mount.Folder(allowed.toString(), "/mnt", true)))
                        .detail())
                .contains("None is allowed");
    }

    @Test
    void allowsTheHostsNetworkOnlyWithPermission() {
        AgentSpec plain = SampleAgents.spec();
        AgentSpec host = new AgentSpec(
                plain.program(),
                plain.limits(),
                List.of(),
                AgentSpec.Network.HOST,
                List.of(),
                plain.profile(),
                plain.healthCheck(),
                plain.restart(),
                plain.stopping());

        assertThat(refusal(rules.check(host)).detail()).contains("BERTH_ALLOW_HOST_NETWORK");
        assertThat(new OperatorRules(List.of(), true).check(host)).isInstanceOf(Decision.Accepted.class);
    }

    private Decision<AgentSpec> volume(String driver, Map<String, String> options) {
        return check(rules, new Mount.Volume("data", "/mnt", false, driver, options));
    }

    @Test
    void allowsVolumesThatTouchNothingOfTheHost() {
        for (Map<String, String> options : List.of(
                Map.<String, String>of(),
                Map.of("type", "tmpfs", "device", "tmpfs", "o", "size=10m"),
                Map.of("type", "nfs", "device", ":/export", "o", "addr=192.0.2.1,rw"),
                Map.of("type", "none", "o", "bind", "device", allowed.toString()))) {
            assertThat(volume("local", options)).as(options.toString()).isInstanceOf(Decision.Accepted.class);
        }
        assertThat(volume("netapp", Map.of("size", "10"))).isInstanceOf(Decision.Accepted.class);
    }

    @Test
    void refusesVolumesThatMountTheHostByTheirOptions() {
        for (Map<String, String> options : List.of(
                Map.of("type", "none", "o", "bind", "device", "/etc"),
                Map.of("type", "none", "o", "ro,RBIND", "device", "/"),
                Map.of("o", "bind", "device", folder + "/allowed/way-out"),
                Map.of("o", "bind", "device", folder + "/allowed/../outside"),
                Map.of("o", "bind", "device", folder + "/allowed/missing/../../outside"),
                Map.of("type", "tmpfs", "o", "bind", "device", "/etc"),
                Map.of("type", "ext4", "device", "/dev/sda1"),
                Map.of("type", "overlay", "o", "lowerdir=/etc:/usr", "device", "overlay"),
                Map.of("device", "/etc"))) {
            assertThat(refusal(volume("local", options)).pointer())
                    .as(options.toString())
                    .isEqualTo("/container_config/volumes/0/driver_opts");
        }
        assertThat(refusal(volume("local-persist", Map.of("mountpoint", "/etc")))
                        .detail())
                .contains("/etc");
    }
}
