package dev.berth.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.Limits;
import dev.berth.domain.agent.Mount;
import dev.berth.domain.agent.PortRequest;
import dev.berth.domain.agent.Program;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.Revision;
import dev.berth.domain.agent.Secret;
import dev.berth.domain.agent.Slug;
import dev.berth.domain.agent.Stopping;
import dev.berth.domain.instance.CheckResult;
import dev.berth.domain.instance.ContainerId;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.Reach;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.Assignment;
import dev.berth.protocol.link.HostReport;
import dev.berth.protocol.link.InstanceOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Pins the form in which domain values lie on disks.
class DomainJsonTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");
    private static final ContainerId BOX = new ContainerId("c0ffee");
    private static final AgentId AGENT = new AgentId("0123456789abcdef0123456789abcdef");

    static List<InstanceState> everyState() {
        InstanceState.Running running = new InstanceState.Placed("pulling image x")
                .prepared(BOX)
                .started(new Reach.At("172.18.0.2", 8000), NOON)
                .becomes(Readiness.READY);
        return List.of(
                new InstanceState.Placed("pulling image x"),
                new InstanceState.Prepared(BOX),
                running,
                new InstanceState.Prepared(BOX).started(new Reach.Nowhere("It has no network."), NOON),
                running.stopped(NOON),
                running.hibernated(Hibernation.FREEZE, NOON),
                running.ended(new EndReason.Exited(137, true, List.of("line 1", "line 2")), NOON),
                running.ended(new EndReason.WentDown(), NOON),
                running.ended(new EndReason.StoppedAtEngine(), NOON),
                running.ended(new EndReason.RemovedAtEngine(), NOON),
                new InstanceState.Placed("")
                        .failed(
                                new EndReason.NotStarted(EndReason.NotStarted.Cause.PORT_TAKEN, "Taken.", "Free it."),
                                NOON));
    }

    @ParameterizedTest
    @MethodSource("everyState")
    void readsEveryStateThatItWrote(InstanceState state) {
        assertThat(DomainJson.read(DomainJson.write(state), InstanceState.class))
                .isEqualTo(state);
    }

    @Test
    void readsWhatItWroteOfAnUnhealthyInstance() {
        InstanceState.Running running = new InstanceState.Prepared(BOX).started(new Reach.At("172.18.0.2", 8000), NOON);
        InstanceState unhealthy = running.becomes(InstanceState.Readiness.UNHEALTHY);
        InstanceState ended = running.ended(new EndReason.Unhealthy("GET /health answered 503."), NOON);
        HostReport report = new HostReport.Health(
                new InstanceId(AGENT, 3),
                2,
                List.of(new CheckResult(
                        NOON, Duration.ofMillis(12), CheckResult.Outcome.FAILED, "GET /health answered 503.")));

        assertThat(DomainJson.read(DomainJson.write(unhealthy), InstanceState.class))
                .isEqualTo(unhealthy);
        assertThat(DomainJson.read(DomainJson.write(ended), InstanceState.class))
                .isEqualTo(ended);
        assertThat(DomainJson.read(DomainJson.write(report), HostReport.class)).isEqualTo(report);
    }

    @Test
    void writesAStateInAFormThatDoesNotChange() {
        InstanceState state = new InstanceState.Prepared(BOX).started(new Reach.At("172.18.0.2", 8000), NOON);

        assertThat(DomainJson.write(state))
                .isEqualTo("{\"is\":\"running\",\"container\":\"c0ffee\","
                        + "\"reach\":{\"is\":\"at\",\"host\":\"172.18.0.2\",\"port\":8000},"
                        + "\"readiness\":\"STARTING\",\"since\":\"2026-03-01T12:00:00.123Z\"}");
    }

    @Test
    void readsAnAssignmentThatItWrote() {
        InstanceOrder order = new InstanceOrder(
                new InstanceId(AGENT, 3),
                new Slug("shop"),
                Goal.RUN,
                Hibernation.STOP,
                new Revision(2),
                spec(),
                Map.of("AGENT_NAME", "Shop"),
                Map.of(8000, 9000),
                false);
        InstanceOrder next = new InstanceOrder(
                new InstanceId(AGENT, 4),
                new Slug("shop"),
                Goal.RUN,
                Hibernation.STOP,
                new Revision(3),
                spec(),
                Map.of("AGENT_NAME", "Shop"),
                Map.of(),
                false);
        Assignment assignment = new Assignment.Complete(
                7,
                List.of(
                        new AssignedAgent.Instance(order),
                        new AssignedAgent.Overlap(order, next),
                        new AssignedAgent.Discard(AGENT, true)));

        assertThat(DomainJson.read(DomainJson.write(assignment), Assignment.class))
                .isEqualTo(assignment);
    }

    @Test
    void writesEqualValuesAlikeWhenSorted() {
        assertThat(DomainJson.writeSorted(Map.of("b", 1, "a", Map.of("d", 2, "c", 3))))
                .isEqualTo("{\"a\":{\"c\":3,\"d\":2},\"b\":1}");
        assertThat(DomainJson.writeSorted(spec())).isEqualTo(DomainJson.writeSorted(spec()));
    }

    @Test
    void refusesTextThatItDidNotWrite() {
        assertThatThrownBy(() -> DomainJson.read("{\"is\":\"dancing\"}", InstanceState.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("InstanceState");
    }

    private static AgentSpec spec() {
        return new AgentSpec(
                new Program(
                        "berth/agent:latest",
                        Program.PullPolicy.MISSING,
                        List.of("serve", "--fast"),
                        8000,
                        Map.of("MODE", "test"),
                        Map.of("KEY", new Secret("hunter2"))),
                Limits.DEFAULT,
                List.of(
                        new Mount.Volume("data", "/data", false, "local", Map.of("type", "tmpfs")),
                        new Mount.Folder("/srv/in", "/in", true)),
                AgentSpec.Network.ISOLATED,
                List.of(new PortRequest(8000, PortRequest.AUTO, PortRequest.LOOPBACK)),
                AgentSpec.SecurityProfile.STANDARD,
                new HealthCheck.Http("/health", HealthCheck.Timing.DEFAULT),
                RestartPolicy.DEFAULT,
                Stopping.DEFAULT);
    }
}
