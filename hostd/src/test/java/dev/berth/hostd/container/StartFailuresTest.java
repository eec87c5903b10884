package dev.berth.hostd.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.PortRequest;
import dev.berth.domain.instance.EndReason.NotStarted;
import dev.berth.domain.instance.EndReason.NotStarted.Cause;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.EngineFailure.EngineUnreachable.Obstacle;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerState.Phase;
import dev.berth.hostd.samples.Orders;
import dev.berth.protocol.link.InstanceOrder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StartFailuresTest {

    private static final ContainerId CONTAINER = new ContainerId("0".repeat(64));

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(
                        new EngineFailure.ImageUnavailable(
                                "x:1", EngineFailure.ImageUnavailable.Reason.NOT_FOUND, "no such image"),
                        Cause.IMAGE_UNAVAILABLE),
                arguments(new EngineFailure.NameTaken("x", CONTAINER), Cause.NAME_TAKEN),
                arguments(new EngineFailure.PortTaken(80), Cause.PORT_TAKEN),
                arguments(new EngineFailure.MountMissing("/x"), Cause.FOLDER_MISSING),
                arguments(new EngineFailure.CommandNotFound("x", "no such file"), Cause.COMMAND_NOT_FOUND),
                arguments(new EngineFailure.NoSuchContainer(CONTAINER), Cause.REFUSED),
                arguments(new EngineFailure.NetworkMissing("x"), Cause.REFUSED),
                arguments(new EngineFailure.WrongState(CONTAINER, Phase.DEAD, "start"), Cause.REFUSED),
                arguments(new EngineFailure.InvalidSpec("x"), Cause.REFUSED),
                arguments(new EngineFailure.NotOurs("x"), Cause.REFUSED),
                arguments(new EngineFailure.InUse("x", "y"), Cause.REFUSED),
                arguments(new EngineFailure.AddressesUsedUp("x"), Cause.REFUSED),
                arguments(new EngineFailure.Refused(500, "x"), Cause.REFUSED));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void eachAnswerOfAnEngineHasACauseADetailAndARemedy(EngineFailure failure, Cause cause) {
        NotStarted reason = StartFailures.of(failure).orElseThrow();

        assertThat(reason.cause()).isEqualTo(cause);
        assertThat(reason.detail()).matches("[A-Z].*\\.");
        assertThat(reason.remedy()).matches("[A-Z].*\\.");
    }

    @Test
    void tellsAPortThatBerthChoseFromOneThatAPersonWanted() {
        EngineFailure taken = new EngineFailure.PortTaken(9000);
        InstanceOrder wanted = Orders.of("hello").publishing(80, 9000).run(1);

        assertThat(StartFailures.of(taken, wanted)).map(NotStarted::cause).contains(Cause.PORT_TAKEN);
        assertThat(StartFailures.of(taken, auto(wanted))).map(NotStarted::cause).contains(Cause.CHOSEN_PORT_TAKEN);
        assertThat(StartFailures.of(new EngineFailure.PortTaken(9001), auto(wanted)))
                .map(NotStarted::cause)
                .contains(Cause.PORT_TAKEN);
    }

    private static InstanceOrder auto(InstanceOrder order) {
        AgentSpec spec = order.spec();
        AgentSpec auto = new AgentSpec(
                spec.program(),
                spec.limits(),
                spec.mounts(),
                spec.network(),
                List.of(new PortRequest(80, PortRequest.AUTO, PortRequest.LOOPBACK)),
                spec.profile(),
                spec.healthCheck(),
                spec.restart(),
                spec.stopping());
        return new InstanceOrder(
                order.id(),
                order.slug(),
                order.goal(),
                order.depth(),
                order.revision(),
                auto,
                order.identity(),
                order.hostPorts(),
                false);
    }

    @Test
    void noAnswerIsNoReason() {
        assertThat(StartFailures.of(new EngineFailure.EngineUnreachable(Obstacle.BROKEN, "x", null)))
                .isEmpty();
    }

    @Test
    void findsTheCommandThatTheInitProcessCouldNotRun() {
        List<String> lines = List.of("[FATAL tini (7)] exec my-agent failed: No such file or directory");

        assertThat(StartFailures.ofExec(127, lines)).hasValueSatisfying(reason -> {
            assertThat(reason.cause()).isEqualTo(Cause.COMMAND_NOT_FOUND);
            assertThat(reason.detail()).contains("my-agent").contains("No such file or directory");
        });
    }

    @Test
    void aProgramThatEndsWithTheSameCodeHasRun() {
        assertThat(StartFailures.ofExec(127, List.of("sh: foo: not found"))).isEmpty();
        assertThat(StartFailures.ofExec(1, List.of("[FATAL tini (7)] exec x failed: No such file or directory")))
                .isEmpty();
    }
}
