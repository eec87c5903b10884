package dev.berth.hostd.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.agent.Mount;
import dev.berth.domain.agent.Secret;
import dev.berth.domain.instance.ContainerId;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.Reach;
import dev.berth.hostd.files.AgentFile.Content;
import dev.berth.hostd.samples.Orders;
import dev.berth.kit.SecretBox;
import dev.berth.kit.TwinFile;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.HostReport.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AgentFileTest {

    private static final Instant TIME = Instant.parse("2026-01-01T12:00:00.123456789Z");

    @TempDir
    Path folder;

    private final Orders agent = Orders.of("hello");
    private Sealing sealing;

    @BeforeEach
    void makeKey() throws IOException {
        sealing = new Sealing(SecretBox.withKeyFile(folder.resolve("secret.key")));
    }

    private Path path() {
        return folder.resolve("file.json");
    }

    private AgentFile<AssignedAgent> assigned() {
        return new AgentFile<>(path(), AssignedAgent.class, AssignedAgent::agent, sealing);
    }

    private AgentFile<Observation> observed() {
        return new AgentFile<>(path(), Observation.class, Observation::instance, sealing);
    }

    @Test
    void holdsNothingBeforeTheFirstWrite() {
        assertThat(assigned().read()).isEqualTo(new Content<>(0, List.of()));
    }

    @Test
    void givesBackEveryKindOfAssignment() {
        AssignedAgent full =
                new AssignedAgent.Instance(agent.environment(Map.of("A", "b"), Map.of("KEY", new Secret("s3cret")))
                        .mounts(
                                new Mount.Volume("vol", "/v", false, "local", Map.of("o", "p")),
                                new Mount.Folder("/srv", "/f", true))
                        .checked(new HealthCheck.Http("/health", HealthCheck.Timing.DEFAULT))
                        .publishing(80, 9000)
                        .run(3));
        AssignedAgent discard = new AssignedAgent.Discard(Orders.of("other").agent(), true);
        Orders third = Orders.of("third").environment(Map.of(), Map.of("KEY", new Secret("s3cret")));
        AssignedAgent both = new AssignedAgent.Overlap(third.stop(1), third.run(2));

        assigned().write(new Content<>(7, List.of(full, discard, both)));

        assertThat(assigned().read().version()).isEqualTo(7);
        assertThat(assigned().read().values()).containsExactlyInAnyOrder(full, discard, both);
    }

    @Test
    void keepsTwoInstancesOfAnAgent() {
        Observation older = new Observation(agent.run(2).id(), new InstanceState.Placed("x"), "placed", TIME);
        Observation newer = new Observation(agent.run(3).id(), new InstanceState.Placed("y"), "placed", TIME);

        observed().write(new Content<>(1, List.of(older, newer)));

        assertThat(observed().read().values()).containsExactlyInAnyOrder(older, newer);
    }

    static Stream<InstanceState> states() {
        ContainerId container = new ContainerId("c".repeat(64));
        return Stream.of(
                new InstanceState.Placed("pulling image x (40 %)"),
                new InstanceState.Prepared(container),
                new InstanceState.Running(container, new Reach.At("10.0.0.1", 80), InstanceState.Readiness.READY, TIME),
                new InstanceState.Running(
                        container, new Reach.Nowhere("It has no network."), InstanceState.Readiness.PAUSED, TIME),
                new InstanceState.Ended(new EndReason.Stopped(), TIME),
                new InstanceState.Ended(new EndReason.Hibernated(dev.berth.domain.agent.Hibernation.FREEZE), TIME),
                new InstanceState.Ended(
                        new EndReason.NotStarted(EndReason.NotStarted.Cause.PORT_TAKEN, "Taken.", "Free it."), TIME),
                new InstanceState.Ended(new EndReason.Exited(137, true, List.of("a", "b")), TIME),
                new InstanceState.Ended(new EndReason.WentDown(), TIME),
                new InstanceState.Ended(new EndReason.StoppedAtEngine(), TIME),
                new InstanceState.Ended(new EndReason.RemovedAtEngine(), TIME));
    }

    @ParameterizedTest
    @MethodSource("states")
    void givesBackEveryState(InstanceState state) {
        Observation seen = new Observation(agent.run(2).id(), state, "ready", TIME);

        observed().write(new Content<>(1, List.of(seen)));

        assertThat(observed().read().values()).containsExactly(seen);
    }

    @Test
    void secretsCannotBeReadFromTheDisk() throws IOException {
        AssignedAgent secretive =
                new AssignedAgent.Instance(agent.environment(Map.of(), Map.of("KEY", new Secret("very-s3cret")))
                        .run(1));

        Orders other = Orders.of("other").environment(Map.of(), Map.of("KEY", new Secret("very-s3cret")));
        AssignedAgent both = new AssignedAgent.Overlap(other.run(1), other.run(2));

        assigned().write(new Content<>(1, List.of(secretive, both)));

        assertThat(Files.readString(path())).contains("KEY").doesNotContain("very-s3cret");
        assertThat(Files.getPosixFilePermissions(path()))
                .containsExactlyInAnyOrder(
                        java.nio.file.attribute.PosixFilePermission.OWNER_READ,
                        java.nio.file.attribute.PosixFilePermission.OWNER_WRITE);
    }

    @Test
    void writesAgainOnlyWhatChanged() throws IOException {
        AgentFile<AssignedAgent> file = assigned();
        AssignedAgent same = new AssignedAgent.Instance(
                agent.environment(Map.of(), Map.of("KEY", new Secret("x"))).run(1));
        file.write(new Content<>(1, List.of(same)));
        byte[] before = new TwinFile(path()).read().orElseThrow();

        file.write(new Content<>(1, List.of(same)));

        // A value that is sealed anew has another nonce.
        assertThat(new TwinFile(path()).read().orElseThrow()).isEqualTo(before);
    }

    @Test
    void refusesANewerFormatWithTheRemedy() throws IOException {
        Files.writeString(path(), "{\"format\":2,\"version\":1,\"agents\":[]}");

        assertThatThrownBy(() -> assigned().read())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("format 2")
                .hasMessageContaining("Run the newer Berth again, or move the file and its .twin away.");
    }

    @Test
    void saysWhichFileCannotBeUnderstood() throws IOException {
        Files.writeString(path(), "{\"format\":1,");

        assertThatThrownBy(() -> assigned().read())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(path().toString())
                .hasMessageContaining("Move it and its .twin away");
    }

    @Test
    void readsFilesOfTheFirstFormat() throws IOException {
        Files.writeString(path(), """
                {"format":1,"version":1767268800123,"agents":[
                {"is":"observation","instance":{"agent":"5d41402abc4b3a76b9719d911017c592","generation":2},\
                "state":{"is":"running","container":"%s","reach":{"is":"at","host":"10.0.0.1","port":80},\
                "readiness":"READY","since":"2026-01-01T12:00:00Z"},"step":"ready","seen_at":"2026-01-01T12:00:00Z"}
                ]}
                """.formatted("c".repeat(64)));

        assertThat(observed().read().values())
                .singleElement()
                .satisfies(seen -> assertThat(seen.state()).isInstanceOf(InstanceState.Running.class));
    }

    @Test
    void holdsManyAgents() {
        List<AssignedAgent> many = IntStream.range(0, 600)
                .<AssignedAgent>mapToObj(number ->
                        new AssignedAgent.Instance(Orders.of("agent-" + number).run(1)))
                .toList();

        assigned().write(new Content<>(1, many));

        assertThat(assigned().read().values()).containsExactlyInAnyOrderElementsOf(many);
    }
}
