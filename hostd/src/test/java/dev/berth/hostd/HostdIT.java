package dev.berth.hostd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.Mount;
import dev.berth.domain.agent.Program.PullPolicy;
import dev.berth.domain.agent.Secret;
import dev.berth.domain.instance.ContainerId;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.EndReason.NotStarted;
import dev.berth.domain.instance.EndReason.NotStarted.Cause;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.domain.instance.Reach;
import dev.berth.engine.Containers.Removal;
import dev.berth.engine.container.ContainerState;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.hostd.samples.Orders;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.ContainerFigures;
import dev.berth.protocol.link.HostReport;
import dev.berth.protocol.link.LogRequest;
import dev.berth.testkit.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The daemon with a real engine.
class HostdIT {

    @TempDir
    Path folder;

    private RealSite site;

    @BeforeEach
    void open() {
        site = new RealSite(folder);
    }

    @AfterEach
    void close() {
        site.close();
    }

    private static dev.berth.engine.container.ContainerId engineId(ContainerId container) {
        return new dev.berth.engine.container.ContainerId(container.value());
    }

    @Test
    void anAgentIsReachedAtItsAddressUntilItIsStoppedAndLeavesNothing() throws IOException {
        Orders agent =
                site.web("web").mounts(new Mount.Volume("vol-" + site.installation(), "/data", false, "", Map.of()));
        site.controlPlane.assign(agent.run(1));
        Running ready = site.controlPlane.awaitReady(agent.run(1));
        Reach.At reach = (Reach.At) ready.reach();

        try (Socket socket = new Socket(reach.host(), reach.port())) {
            assertThat(socket.isConnected()).isTrue();
        }
        site.controlPlane.assign(agent.stop(1));
        assertThat(site.controlPlane.awaitEnd(agent.run(1)).reason()).isEqualTo(new EndReason.Stopped());
        site.controlPlane.assign(new AssignedAgent.Discard(agent.agent(), true));
        site.controlPlane.awaitReport(
                HostReport.Discarded.class, gone -> gone.agent().equals(agent.agent()));

        assertThat(site.containers(agent.agent())).isEmpty();
        assertThat(site.engine.volumes().inspect("vol-" + site.installation())).isEmpty();
    }

    @Test
    void aHealthCheckDecidesOverReadiness() {
        HealthCheck.Http failing = new HealthCheck.Http("/no-such-file", HealthCheck.Timing.DEFAULT);
        Orders agent = site.web("web").checked(failing);
        site.controlPlane.assign(agent.run(1));
        site.controlPlane.awaitState(agent.run(1).id(), state -> state instanceof Running);

        Orders healthy = site.web("web").checked(new HealthCheck.Http("/etc/group", HealthCheck.Timing.DEFAULT));
        site.bringUp(healthy.run(2));

        assertThat(((Running) site.controlPlane.state(agent.run(1).id()).orElseThrow()).readiness())
                .isEqualTo(Readiness.STARTING);
    }

    @Test
    void theStandardProfileIsWhatAContainerGets() throws IOException {
        Orders agent = site.act("hello")
                .command(
                        "sh",
                        "-c",
                        "cat /proc/self/status; mount; id; hostname; env; touch /root.file && echo root writable; "
                                + "while :; do sleep 1; done")
                .environment(
                        Map.of("AGENT_ID", "forged", "GREETING", "hello"), Map.of("API_KEY", new Secret("s3cret")));
        ContainerId container = site.bringUp(agent.run(1));

        String output = awaitOutput(container, "root writable");

        assertThat(output)
                .contains("NoNewPrivs:\t1")
                // CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID, SETPCAP, NET_BIND_SERVICE
                .contains("CapEff:\t00000000000005fb")
                .contains("uid=0(root)")
                .contains("GREETING=hello")
                .contains("API_KEY=s3cret")
                .contains("AGENT_ID=" + agent.agent())
                .containsPattern("tmpfs on /tmp type tmpfs");
        assertThat(output.lines()).contains("hello");
    }

    @Test
    void theLockedProfileLeavesOnlyScratchPlacesWritable() throws IOException {
        Orders agent = site.act("box")
                .command(
                        "sh",
                        "-c",
                        "cat /proc/self/status; id; touch /root.file || echo root read-only; "
                                + "touch /mnt/file && echo mnt writable; touch /tmp/file && echo tmp writable; "
                                + "echo done; while :; do sleep 1; done")
                .locked();
        ContainerId container = site.bringUp(agent.run(1));

        String output = awaitOutput(container, "done");

        assertThat(output)
                .contains("NoNewPrivs:\t1")
                .contains("CapEff:\t0000000000000000")
                .contains("CapBnd:\t0000000000000000")
                .contains("uid=1000(agent)")
                .contains("root read-only")
                .contains("mnt writable")
                .contains("tmp writable");
    }

    private String awaitOutput(ContainerId container, String line) throws IOException {
        return Eventually.get("the container writes " + line, () -> {
            try (InputStream log = site.hostd().logs(container, LogRequest.last(1_000))) {
                String text = new String(log.readAllBytes(), StandardCharsets.UTF_8);
                return text.contains(line) ? Optional.of(text) : Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void limitsAndLabelsAreOnTheContainer() {
        Orders agent = site.act("hello", "wait");

        site.bringUp(agent.run(3));

        assertThat(site.container(agent.agent()).name()).isEqualTo("berth-hello-" + agent.agent());
        assertThat(site.container(agent.agent()).labels())
                .containsEntry("dev.berth.agent", agent.agent().value())
                .containsEntry("dev.berth.slug", "hello")
                .containsEntry("dev.berth.installation", site.installation())
                .containsEntry("dev.berth.revision", "1")
                .containsEntry("dev.berth.generation", "3");
        ContainerFigures figures = site.hostd()
                .figures(new ContainerId(site.container(agent.agent()).id().value()));
        assertThat(figures.memoryLimitBytes()).hasValue(512L << 20);
        assertThat(figures.memoryBytes()).isPositive();
        assertThat(figures.pids().orElse(0)).isPositive();
    }

    @Test
    void agentsOnTheNetworkFindEachOtherByIdAndSlug() throws IOException {
        Orders server = site.web("server");
        site.bringUp(server.run(1));
        Orders client = site.act("client")
                .command(
                        "sh",
                        "-c",
                        "nslookup server >/dev/null && nslookup " + server.agent()
                                + " > /dev/null && echo found; httpd -f -p 8000")
                .listening(8000);
        ContainerId container = site.bringUp(client.run(1));

        assertThat(awaitOutput(container, "found")).contains("found");
    }

    @Test
    void restartingWithinARevisionKeepsFilesAndANewRevisionDoesNot() throws IOException {
        String script = "[ -e /kept ] && echo was here; touch /kept; echo started; while :; do sleep 1; done";
        Orders agent = site.act("hello").command("sh", "-c", script);
        site.bringUp(agent.run(1));
        site.controlPlane.assign(agent.stop(1));
        site.controlPlane.awaitEnd(agent.run(1));

        ContainerId second = site.bringUp(agent.run(2));
        String kept = awaitOutput(second, "was here");
        ContainerId third = site.bringUp(agent.revision(2).run(3));
        String fresh = awaitOutput(third, "started");

        assertThat(kept).contains("was here");
        assertThat(fresh).doesNotContain("was here");
        assertThat(site.containers(agent.agent())).hasSize(1);
    }

    @Test
    void freezesAndThaws() {
        Orders agent = site.web("web");
        ContainerId container = site.bringUp(agent.run(1));

        site.controlPlane.assign(agent.hibernate(1, Hibernation.FREEZE));
        EndReason asleep = site.controlPlane.awaitEnd(agent.run(1)).reason();
        Phase phase = site.container(agent.agent()).state().phase();
        ContainerId woken = site.bringUp(agent.run(2));
        site.controlPlane.assign(agent.hibernate(2, Hibernation.FREEZE));
        site.controlPlane.awaitEnd(agent.run(2));
        site.controlPlane.assign(agent.stop(2));
        Eventually.holds(
                "the frozen container is stopped",
                () -> site.container(agent.agent()).state().phase() == Phase.EXITED);

        assertThat(asleep).isEqualTo(new EndReason.Hibernated(Hibernation.FREEZE));
        assertThat(phase).isEqualTo(Phase.PAUSED);
        assertThat(woken).isEqualTo(container);
    }

    @Test
    void tellsWhyAContainerEnded() {
        Orders exits = site.act("exits").command("sh", "-c", "echo first; echo last; sleep 0.3; exit 7");
        Orders eats = site.act("eats", "eat");
        Orders stopped = site.act("stopped", "wait");
        Orders killed = site.act("killed", "wait");
        Orders removed = site.act("removed", "wait");
        for (Orders agent : List.of(exits, eats)) {
            site.controlPlane.assign(agent.run(1));
        }
        for (Orders agent : List.of(stopped, killed, removed)) {
            site.bringUp(agent.run(1));
        }

        site.engine.containers().stop(site.container(stopped.agent()).id(), Duration.ofSeconds(5));
        site.engine.containers().kill(site.container(killed.agent()).id(), "SIGKILL");
        site.engine.containers().remove(site.container(removed.agent()).id(), Removal.FORCED);

        assertThat(site.controlPlane.awaitEnd(exits.run(1)).reason())
                .isEqualTo(new EndReason.Exited(7, false, List.of("first", "last")));
        assertThat(site.controlPlane.awaitEnd(eats.run(1)).reason())
                .isInstanceOfSatisfying(
                        EndReason.Exited.class,
                        end -> assertThat(end.outOfMemory()).isTrue());
        assertThat(site.controlPlane.awaitEnd(stopped.run(1)).reason()).isEqualTo(new EndReason.StoppedAtEngine());
        assertThat(site.controlPlane.awaitEnd(killed.run(1)).reason()).isEqualTo(new EndReason.StoppedAtEngine());
        assertThat(site.controlPlane.awaitEnd(removed.run(1)).reason()).isEqualTo(new EndReason.RemovedAtEngine());
    }

    @Test
    void seesPausesAndStartsByAnOperator() {
        Orders agent = site.act("hello", "wait");
        ContainerId container = site.bringUp(agent.run(1));

        site.engine.containers().pause(engineId(container));
        site.controlPlane.awaitState(
                agent.run(1).id(),
                state -> state instanceof Running running && running.readiness() == Readiness.PAUSED);
        site.engine.containers().unpause(engineId(container));
        site.controlPlane.awaitReady(agent.run(1));
        site.controlPlane.assign(agent.stop(1));
        site.controlPlane.awaitEnd(agent.run(1));
        site.engine.containers().start(engineId(container));

        site.controlPlane.awaitReport(
                HostReport.StartedAtEngine.class,
                started -> started.instance().equals(agent.run(1).id()));
    }

    @Test
    void saysWhatKeptAContainerFromRunning() throws IOException {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Orders port = site.web("port").publishing(8000, holder.getLocalPort());
            Orders command = site.act("command").command("no-such-program");
            Orders image = Orders.of("image").image("berth-test/none:1", PullPolicy.NEVER);
            Orders mount = site.act("mount", "wait").mounts(new Mount.Folder("/no/such/folder", "/data", true));
            List.of(port, command, image, mount).forEach(agent -> site.controlPlane.assign(agent.run(1)));

            assertThat(causeOf(port)).isEqualTo(Cause.PORT_TAKEN);
            assertThat(causeOf(command)).isEqualTo(Cause.COMMAND_NOT_FOUND);
            assertThat(causeOf(image)).isEqualTo(Cause.IMAGE_UNAVAILABLE);
            assertThat(causeOf(mount)).isEqualTo(Cause.FOLDER_MISSING);
            assertThat(site.hostd().freePorts("127.0.0.1", List.of(holder.getLocalPort())))
                    .isEmpty();
        }
    }

    private Cause causeOf(Orders agent) {
        NotStarted reason =
                (NotStarted) site.controlPlane.awaitEnd(agent.run(1)).reason();
        assertThat(reason.detail()).endsWith(".");
        assertThat(reason.remedy()).endsWith(".");
        return reason.cause();
    }

    @Test
    void goesOnWithRunningContainersAfterItsOwnRestart() {
        Orders agent = site.web("web");
        site.bringUp(agent.run(1));
        ContainerState before = site.container(agent.agent()).state();
        site.stopHostd();

        site.startHostd();
        site.controlPlane.awaitConnects(2);
        Orders other = site.act("other", "wait");
        site.bringUp(other.run(1));

        assertThat(site.container(agent.agent()).state()).isEqualTo(before);
    }

    @Test
    void anAgentThatListensOnAPublishedPortIsReachedThere() throws IOException {
        int port = Site.freePort();
        Orders agent = site.web("web").publishing(8000, port);

        site.bringUp(agent.run(1));

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(socket.isConnected()).isTrue();
        }
    }
}
