package dev.berth.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.engine.Containers.Removal;
import dev.berth.engine.EngineFailure.InvalidSpec;
import dev.berth.engine.EngineFailure.MountMissing;
import dev.berth.engine.VolumeSpec;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerSpec;
import dev.berth.engine.container.LogChunk.Source;
import dev.berth.engine.container.Mount;
import dev.berth.engine.container.ResourceLimits;
import dev.berth.engine.container.Restrictions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a container's processes see and may do, asked from inside.
interface DockerConfinementContract {

    EngineFixture on();

    DockerCommand docker();

    /// What a shell script writes inside such a container, both streams.
    private List<String> inside(ContainerSpec.Builder spec, String script) {
        ContainerId container = on().ended(spec.command("sh", "-c", "exec 2>&1; " + script));
        return on().lines(container, Source.STDOUT);
    }

    @Test
    default void runsAsTheUserWithTheNameAndTheEnvironmentThatWereGiven() {
        ContainerSpec.Builder spec = on().act()
                .user("agent")
                .hostname("my-host")
                .environment(Map.of("GREETING", "hello = world", "EMPTY", ""));

        assertThat(inside(spec, "id -u; hostname; echo \"$GREETING\"; echo \"[$EMPTY]\""))
                .containsExactly("1000", "my-host", "hello = world", "[]");
    }

    @Test
    default void writesOnlyWhereItMay() {
        ContainerSpec.Builder spec = on().act()
                .restrictions(new Restrictions(true, true, Set.of("ALL"), Set.of()))
                .mounts(List.of(new Mount.Tmpfs("/tmp", 1L << 20)))
                .user("agent");

        List<String> lines = inside(
                spec,
                "touch /no; printf '#!/bin/sh\\necho ran' >/tmp/x;"
                        + " chmod +x /tmp/x; /tmp/x; head -c 2000000 /dev/zero >/tmp/big; stat -c %s /tmp/big");

        assertThat(lines).anySatisfy(line -> assertThat(line).contains("/no").contains("Read-only"));
        assertThat(lines).contains("ran");
        assertThat(lines)
                .last()
                .satisfies(size -> assertThat(Long.parseLong(size)).isLessThanOrEqualTo(1L << 20));
    }

    @Test
    default void hasOnlyTheCapabilitiesThatWereGiven() {
        Restrictions none = new Restrictions(true, false, Set.of("ALL"), Set.of());
        Restrictions ports = new Restrictions(true, false, Set.of("ALL"), Set.of("NET_BIND_SERVICE"));
        String read = "while read -r key value; do case $key in CapEff:|NoNewPrivs:) echo $key$value;; esac; done"
                + " </proc/self/status";

        assertThat(inside(on().act().restrictions(none), read))
                .containsExactly("CapEff:0000000000000000", "NoNewPrivs:1");
        assertThat(inside(on().act().restrictions(ports), read))
                .containsExactly("CapEff:0000000000000400", "NoNewPrivs:1");
    }

    @Test
    default void isHeldToItsLimits() {
        ContainerSpec.Builder spec = on().act().limits(new ResourceLimits(32L << 20, 0.5, 20));
        String v1 = "/sys/fs/cgroup/";

        // One of each pair exists, by the version of control groups.
        assertThat(inside(spec, "cat " + v1 + "memory.max " + v1 + "memory/memory.limit_in_bytes"))
                .contains(Long.toString(32L << 20));
        assertThat(inside(
                        on().act().limits(new ResourceLimits(0, 0, 20)),
                        "cat " + v1 + "pids.max " + v1 + "pids/pids.max"))
                .contains("20");
        assertThat(inside(
                        on().act().limits(new ResourceLimits(0, 0.5, 0)),
                        "cat " + v1 + "cpu.max " + v1 + "cpu/cpu.cfs_quota_us"))
                .containsAnyOf("50000 100000", "50000");
    }

    @Test
    default void saysThatALimitIsBeyondTheMachine() {
        ContainerSpec.Builder spec = on().act("wait").limits(new ResourceLimits(0, 100_000, 0));

        assertThatThrownBy(() -> on().created(spec)).isInstanceOf(InvalidSpec.class);
    }

    @Test
    default void saysThatAUserDoesNotExist() {
        ContainerId container = on().created(on().act("wait").user("nobody-here"));

        assertThatThrownBy(() -> on().engine().containers().start(container))
                .isInstanceOf(InvalidSpec.class)
                .hasMessageContaining("nobody-here");
    }

    @Test
    default void keepsTheFilesOfAVolume() {
        String volume = on().name();
        on().engine().volumes().create(VolumeSpec.local(volume, on().labels()));
        Mount writable = new Mount.Volume(volume, "/data", false);
        Mount readOnly = new Mount.Volume(volume, "/data", true);

        assertThat(inside(on().act().mounts(List.of(writable)), "echo kept >/data/file && echo written"))
                .containsExactly("written");
        assertThat(inside(on().act().mounts(List.of(readOnly)), "cat /data/file; touch /data/other"))
                .first()
                .isEqualTo("kept");
        assertThat(inside(on().act().mounts(List.of(readOnly)), "touch /data/other"))
                .anySatisfy(line -> assertThat(line).contains("Read-only"));
    }

    @Test
    default void seesAFolderOfTheHost(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("file"), "from the host\n");

        assertThat(inside(
                        on().act().mounts(List.of(new Mount.Bind(folder.toString(), "/data", true))), "cat /data/file"))
                .containsExactly("from the host");
    }

    @Test
    default void saysWhichFolderOfTheHostIsMissing(@TempDir Path parent) throws IOException {
        Path folder = parent.resolve("gone");
        ContainerSpec.Builder spec =
                on().act("wait").mounts(List.of(new Mount.Bind(folder.toString(), "/data", false)));
        assertThatThrownBy(() -> on().created(spec)).isInstanceOf(MountMissing.class);

        Files.createDirectory(folder);
        ContainerId container = on().created(spec);
        Files.delete(folder);

        assertThatThrownBy(() -> on().engine().containers().start(container))
                .isInstanceOfSatisfying(
                        MountMissing.class,
                        missing -> assertThat(missing.source()).isEqualTo(folder.toString()));
        Files.createDirectory(folder);
        on().engine().containers().start(container);
    }

    @Test
    default void takesUnnamedVolumesAlongWhenAsked() {
        ContainerId container = on().created(on().act("wait"));
        String unnamed = docker().run("create", "-v", "/anonymous", "--label", label(), on().image());
        String volume = docker().run("inspect", "-f", "{{(index .Mounts 0).Name}}", unnamed);
        assertThat(on().engine().volumes().inspect(volume)).isPresent();

        on().engine().containers().remove(new ContainerId(unnamed), Removal.FORCED_WITH_ANONYMOUS_VOLUMES);
        on().engine().containers().remove(container, Removal.FORCED_WITH_ANONYMOUS_VOLUMES);

        assertThat(on().engine().volumes().inspect(volume)).isEmpty();
    }

    private String label() {
        Map.Entry<String, String> label = on().labels().entrySet().iterator().next();
        return label.getKey() + "=" + label.getValue();
    }

    @Test
    default void isNeverRestartedByTheEngine() {
        ContainerId container = on().ended(on().act("exit=1"));

        assertThat(docker().run(
                                "inspect",
                                "-f",
                                "{{.HostConfig.RestartPolicy.Name}} {{.RestartCount}}",
                                container.value()))
                .isEqualTo("no 0");
    }
}
