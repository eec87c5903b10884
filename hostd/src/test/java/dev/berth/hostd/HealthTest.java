package dev.berth.hostd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.instance.CheckResult;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.hostd.samples.HealthEndpoint;
import dev.berth.hostd.samples.Orders;
import dev.berth.protocol.link.HostReport;
import dev.berth.protocol.link.InstanceOrder;
import dev.berth.testkit.engine.FakeFaults.Operation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Health checks: what makes an agent unhealthy, and what follows.
class HealthTest {

    private static final HealthCheck.Timing QUICK =
            new HealthCheck.Timing(Duration.ofMillis(20), Duration.ofSeconds(5), 2, Duration.ZERO);
    private static final HealthCheck COMMAND = new HealthCheck.Command(List.of("act", "out=fine", "exit=0"), QUICK);

    @TempDir
    Path folder;

    private Site site;

    @BeforeEach
    void open() {
        site = Site.started(folder);
    }

    @AfterEach
    void close() {
        site.close();
    }

    private static InstanceOrder never(InstanceOrder order) {
        AgentSpec spec = order.spec();
        RestartPolicy no = new RestartPolicy(
                RestartPolicy.Mode.NO, 0, RestartPolicy.DEFAULT.firstDelay(), RestartPolicy.DEFAULT.maxDelay());
        AgentSpec once = new AgentSpec(
                spec.program(),
                spec.limits(),
                spec.mounts(),
                spec.network(),
                spec.ports(),
                spec.profile(),
                spec.healthCheck(),
                no,
                spec.stopping());
        return new InstanceOrder(
                order.id(),
                order.slug(),
                order.goal(),
                order.depth(),
                order.revision(),
                once,
                order.identity(),
                order.hostPorts(),
                order.measured());
    }

    private void awaitUnhealthy(InstanceOrder order) {
        site.controlPlane.awaitState(
                order.id(), state -> state instanceof Running running && running.readiness() == Readiness.UNHEALTHY);
    }

    @Test
    void isNotReadyWhileItsHealthCheckFailsAndReadyAgainAfterwards() throws IOException {
        try (HealthEndpoint endpoint = new HealthEndpoint("/health")) {
            Orders agent = Orders.of("web").listening(endpoint.port()).checked(new HealthCheck.Http("/health", QUICK));
            InstanceOrder order = never(agent.run(1));
            endpoint.answer(503);
            site.controlPlane.assign(order);
            site.controlPlane.awaitState(order.id(), state -> state instanceof Running);

            endpoint.answer(204);
            site.controlPlane.awaitReady(order);
            endpoint.answer(500);
            awaitUnhealthy(order);
            endpoint.answer(200);
            site.controlPlane.awaitReady(order);

            assertThat(site.phase(agent.agent())).isEqualTo(Phase.RUNNING);
        }
    }

    @Test
    void endsAnUnhealthyInstanceThatTheRestartPolicyReplaces() {
        Orders agent = Orders.of("worker").checked(COMMAND);
        site.bringUp(agent.run(1));

        site.engine.execsEndWith(7);

        assertThat(site.controlPlane.awaitEnd(agent.run(1)).reason())
                .isEqualTo(new EndReason.Unhealthy("act ended with code 7: fine."));
        assertThat(site.phase(agent.agent())).isEqualTo(Phase.EXITED);
        site.engine.execsEndWith(0);
        site.bringUp(agent.run(2));
    }

    @Test
    void tellsWhatEachCheckFound() {
        Orders agent = Orders.of("worker").checked(COMMAND);
        InstanceOrder order = never(agent.run(1));
        site.bringUp(order);
        site.controlPlane.awaitReport(HostReport.Health.class, health -> health.failures() == 0);

        site.engine.execsEndWith(1);

        HostReport.Health failed =
                site.controlPlane.awaitReport(HostReport.Health.class, health -> health.failures() >= 2);
        assertThat(failed.results().getFirst().detail()).isEqualTo("act ended with code 1: fine.");
        assertThat(failed.results().getFirst().outcome()).isEqualTo(CheckResult.Outcome.FAILED);
        assertThat(failed.results()).extracting(CheckResult::at).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(failed.instance()).isEqualTo(order.id());
    }

    @Test
    void triesThePortAgainAndAgainWhenAsked() throws IOException {
        Orders agent;
        try (HealthEndpoint endpoint = new HealthEndpoint("/health")) {
            agent = Orders.of("tcp").listening(endpoint.port()).checked(new HealthCheck.Tcp(QUICK));
            site.bringUp(agent.run(1));
        }

        assertThat(site.controlPlane.awaitEnd(agent.run(1)).reason()).isInstanceOf(EndReason.Unhealthy.class);
    }

    @Test
    void excusesFailuresInTheStartPeriod() {
        HealthCheck.Timing patient =
                new HealthCheck.Timing(Duration.ofMillis(20), Duration.ofSeconds(5), 1, Duration.ofHours(1));
        Orders agent = Orders.of("slow").checked(new HealthCheck.Command(List.of("act", "exit=0"), patient));
        site.bringUp(agent.run(1));

        site.engine.execsEndWith(1);
        HostReport.Health failed = site.controlPlane.awaitReport(
                HostReport.Health.class,
                health -> health.results().getFirst().outcome() == CheckResult.Outcome.EXCUSED);

        assertThat(failed.failures()).isZero();
        assertThat(site.phase(agent.agent())).isEqualTo(Phase.RUNNING);
    }

    @Test
    void runsNoSecondCommandWhileTheFirstCannotBeEnded() {
        site.engine.lateExecsRunOn(true);
        Orders agent = Orders.of("stuck").checked(new HealthCheck.Command(List.of("act", "wait"), QUICK));
        InstanceOrder order = never(agent.run(1));
        site.controlPlane.assign(order);

        HostReport.Health told = site.controlPlane.awaitReport(
                HostReport.Health.class,
                health -> health.results().getFirst().detail().contains("earlier check"));

        assertThat(told.results().getFirst().detail())
                .isEqualTo("act of an earlier check still runs, so it was not run again.");
    }

    @Test
    void asksNoFrozenAgentAndGoesOnWhenItIsThawed() {
        Orders agent = Orders.of("frozen").checked(COMMAND);
        site.bringUp(agent.run(1));
        site.controlPlane.assign(agent.hibernate(1, Hibernation.FREEZE));
        site.controlPlane.awaitEnd(agent.run(1));
        site.engine.execsEndWith(1);
        int before = site.engine.faults().calls(Operation.EXEC);

        site.controlPlane.assign(agent.run(2));
        site.controlPlane.awaitState(agent.run(2).id(), state -> state instanceof Running);
        site.engine.execsEndWith(0);

        site.controlPlane.awaitReady(agent.run(2));
        assertThat(before).isPositive();
        assertThat(site.controlPlane.reports())
                .noneMatch(report -> report instanceof HostReport.Health health
                        && health.instance().equals(agent.run(1).id())
                        && health.failures() > 0);
    }

    @Test
    void goesOnWithTheAgentsOwnSettingsAfterItsDaemonWasRestarted() {
        Orders agent = Orders.of("kept").checked(COMMAND);
        site.bringUp(agent.run(1));
        site.stopHostd();
        site.engine.execsEndWith(3);

        site.startHostd();

        assertThat(site.controlPlane.awaitEnd(agent.run(1)).reason())
                .isEqualTo(new EndReason.Unhealthy("act ended with code 3: fine."));
    }

    @Test
    void asksAgainBeforeItEndsWhatWasUnhealthyWhenItsDaemonEnded() {
        Orders agent = Orders.of("healed").checked(COMMAND);
        InstanceOrder order = never(agent.run(1));
        site.bringUp(order);
        site.engine.execsEndWith(3);
        awaitUnhealthy(order);
        site.stopHostd();
        site.engine.execsEndWith(0);
        site.controlPlane.assign(agent.run(1));

        site.startHostd();

        site.controlPlane.awaitReady(order);
        assertThat(site.phase(agent.agent())).isEqualTo(Phase.RUNNING);
    }

    @Test
    void stopsAnAgentAtOnceWhileItsCheckHangs() throws IOException {
        HealthCheck.Timing patient =
                new HealthCheck.Timing(Duration.ofMillis(20), Duration.ofHours(1), 2, Duration.ZERO);
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Orders agent = Orders.of("silent")
                    .listening(silent.getLocalPort())
                    .checked(new HealthCheck.Http("/health", patient));
            site.controlPlane.assign(agent.run(1));
            try (Socket _ = silent.accept()) {
                site.controlPlane.assign(agent.stop(1));

                assertThat(site.controlPlane.awaitEnd(agent.run(1)).reason()).isEqualTo(new EndReason.Stopped());
            }
        }
    }
}
