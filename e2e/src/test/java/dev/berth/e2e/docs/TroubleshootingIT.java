package dev.berth.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.e2e.docs.Page.Section;
import dev.berth.e2e.support.Agents;
import dev.berth.e2e.support.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `docs/troubleshooting.md`: each trouble is brought about, and the page's commands are run.
@TestInstance(Lifecycle.PER_CLASS)
class TroubleshootingIT {

    /// A world in which the engine's socket is there and may not be used by the reader, who is called ada: in a mount
    /// namespace of its own, without the right to pass over permissions.
    private static final List<String> WITHOUT_THE_SOCKET =
            List.of("unshare", "--mount", "--propagation", "private", "bash", "-euc", """
            mount -t tmpfs tmpfs "$(dirname "$(readlink -f /var/run/docker.sock)")"
            python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("/var/run/docker.sock")'
            chown 1:1 /var/run/docker.sock
            chmod 660 /var/run/docker.sock
            id() { if [ "$1" = -un ]; then echo ada; else echo 1000; fi; }
            export -f id
            exec setpriv --bounding-set -dac_override,-dac_read_search "$@"
            """, "trouble");

    /// A world of ada's in which no engine is installed, and systemd runs.
    private static final List<String> WITHOUT_ANY_ENGINE =
            List.of("unshare", "--mount", "--propagation", "private", "bash", "-euc", """
            mount -t tmpfs tmpfs "$(dirname "$(readlink -f /var/run/docker.sock)")"
            mkdir -p /run/systemd/system /run/over
            for folder in $(type -aP dockerd | xargs -rn 1 dirname | xargs -rn 1 readlink -f | sort -u); do
              mkdir -p "/run/over$folder/upper" "/run/over$folder/work"
              mount -t overlay -o "lowerdir=$folder,upperdir=/run/over$folder/upper,workdir=/run/over$folder/work" over "$folder"
              rm "$folder/dockerd"
            done
            id() { if [ "$1" = -un ]; then echo ada; else echo 1000; fi; }
            export -f id
            exec "$@"
            """, "trouble");

    /// A world in which Berth's home folder is a small disk of its own, with a server that runs from there and has no
    /// room left.
    private static final List<String> WITH_A_FULL_DISK =
            List.of("unshare", "--mount", "--propagation", "private", "bash", "-uc", """
            {
              mount -t tmpfs -o size=8m,mode=700 tmpfs "$BERTH_HOME"
              export BERTH_PORT=0
              berth up --no-sample --detach
              head -c 9M /dev/zero >"$BERTH_HOME/copy.tar"
              for i in $(seq 1000); do
                berth deploy --name "filler-$i" --no-start --detach || break
              done
            } >/dev/null 2>&1
            "$@"
            berth down >/dev/null 2>&1
            """, "trouble");

    /// What the shell of a section is started by; nothing for the others.
    private static final Map<String, List<String>> WORLDS = Map.of(
            "No container engine on the machine", WITHOUT_ANY_ENGINE,
            "Permission denied on the engine's socket", WITHOUT_THE_SOCKET,
            "The disk is full", WITH_A_FULL_DISK);

    @TempDir
    static Path folder;

    private Readers readers;

    /// What must be so before the commands are typed, by heading; nothing for the others.
    private final Map<String, Runnable> troubles = Map.of(
            "403: the token may not do that", () -> readers.running("hello"),
            "It is \"unreachable\": the engine is away", this::anAgentWithoutItsEngine,
            "404: agent not found", () -> readers.running("shop"),
            "502: the agent cannot be reached, or broke off", this::anAgentThatBreaksOff,
            "202: the agent is stopped", () -> readers.running("shop"));

    @BeforeAll
    void open() {
        readers = new Readers("docs/troubleshooting.md", folder);
    }

    @AfterEach
    void removeAgents() {
        readers.bringEngineBack();
        readers.removeAgents();
    }

    @AfterAll
    void close() {
        Engine.run("rmi", "registry.example/team/agent:2");
        readers.close();
    }

    private void anAgentWithoutItsEngine() {
        readers.running("shop");
        readers.takeEngineAway();
        readers.api().await("shop", "unreachable");
    }

    private void anAgentThatBreaksOff() {
        ObjectNode body = Agents.sample("shop");
        Agents.config(body)
                .put("image", Readers.OWN_IMAGE)
                .putArray("command")
                .add("sh")
                .add("-c")
                .add("echo broken; exec nc -ll -p 8000 -e /bin/true");
        readers.api().post("/api/agents", body).expect(201);
        readers.api().await("shop", "running");
    }

    Stream<Section> sections() {
        return readers.sections().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sections")
    void saysWhatThePageSays(Section section) {
        troubles.getOrDefault(section.heading(), () -> {}).run();

        readers.follow(section, WORLDS.getOrDefault(section.heading(), List.of()));
    }

    @Test
    void bringsAboutOnlyWhatThePageHas() {
        assertThat(readers.sections().stream().map(Section::heading))
                .containsAll(troubles.keySet())
                .containsAll(WORLDS.keySet());
    }
}
