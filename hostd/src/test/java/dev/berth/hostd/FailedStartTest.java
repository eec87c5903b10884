package dev.berth.hostd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.Mount;
import dev.berth.domain.agent.Program.PullPolicy;
import dev.berth.domain.instance.EndReason.NotStarted;
import dev.berth.domain.instance.EndReason.NotStarted.Cause;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.container.ContainerSpec;
import dev.berth.hostd.samples.Orders;
import dev.berth.testkit.engine.FakeFaults.Operation;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Starts that end before the container runs: each says why, what to do, and leaves a later start its chance.
class FailedStartTest {

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

    @Test
    void anImageThatCannotBeHadEndsWithTheReasonAndTheRemedy() {
        Orders agent = Orders.of("hello").image("nowhere/to-be:found", PullPolicy.MISSING);

        site.controlPlane.assign(agent.run(1));
        NotStarted reason =
                (NotStarted) site.controlPlane.awaitEnd(agent.run(1)).reason();

        assertThat(reason.cause()).isEqualTo(Cause.IMAGE_UNAVAILABLE);
        assertThat(reason.detail())
                .startsWith("Image nowhere/to-be:found cannot be had")
                .endsWith(".");
        assertThat(reason.remedy()).isEqualTo("Correct the image's name and tag.");
    }

    @Test
    void anImageIsNotPulledWhenThatIsForbidden() {
        site.engine.offerImage("in/registry:1");
        Orders agent = Orders.of("hello").image("in/registry:1", PullPolicy.NEVER);

        site.controlPlane.assign(agent.run(1));
        NotStarted reason =
                (NotStarted) site.controlPlane.awaitEnd(agent.run(1)).reason();

        assertThat(reason.cause()).isEqualTo(Cause.IMAGE_UNAVAILABLE);
        assertThat(site.engine.faults().calls(Operation.PULL)).isZero();
    }

    @Test
    void aPortInUseEndsTheStartAndALaterOneTriesAgain() {
        site.engine.occupyPort(9001);
        Orders agent = Orders.of("web").publishing(1, 9001);

        site.controlPlane.assign(agent.run(1));
        NotStarted reason =
                (NotStarted) site.controlPlane.awaitEnd(agent.run(1)).reason();
        site.engine.freePort(9001);
        site.controlPlane.assign(agent.run(2));
        site.controlPlane.awaitState(agent.run(2).id(), state -> state instanceof Running);

        assertThat(reason.cause()).isEqualTo(Cause.PORT_TAKEN);
        assertThat(reason.remedy()).contains("9001");
        assertThat(site.containers(agent.agent())).hasSize(1);
    }

    @Test
    void aMissingFolderEndsTheStartWithTheCommandThatMakesIt() {
        site.engine.loseFolder("/srv/data");
        Orders agent = Orders.of("hello").mounts(new Mount.Folder("/srv/data", "/data", true));

        site.controlPlane.assign(agent.run(1));
        NotStarted reason =
                (NotStarted) site.controlPlane.awaitEnd(agent.run(1)).reason();

        assertThat(reason.cause()).isEqualTo(Cause.FOLDER_MISSING);
        assertThat(reason.remedy()).contains("mkdir -p /srv/data");
    }

    @Test
    void aNameThatSomebodyElsesContainerHasIsLeftToIt() {
        Orders agent = Orders.of("hello");
        String name = "berth-hello-" + agent.agent();
        dev.berth.engine.container.ContainerId foreign = site.engine
                .containers()
                .create(ContainerSpec.builder(name, Orders.IMAGE).build());

        site.controlPlane.assign(agent.run(1));
        NotStarted reason =
                (NotStarted) site.controlPlane.awaitEnd(agent.run(1)).reason();

        assertThat(reason.cause()).isEqualTo(Cause.NAME_TAKEN);
        assertThat(reason.detail()).contains(name);
        assertThat(reason.remedy()).contains("docker rm");
        assertThat(site.engine.containers().inspect(foreign)).isPresent();
    }

    @Test
    void whatTheEngineRefusesIsSaid() {
        site.engine.faults().failNext(Operation.CREATE, new EngineFailure.InvalidSpec("no such thing"));
        Orders agent = Orders.of("hello");

        site.controlPlane.assign(agent.run(1));
        NotStarted reason =
                (NotStarted) site.controlPlane.awaitEnd(agent.run(1)).reason();

        assertThat(reason.cause()).isEqualTo(Cause.REFUSED);
        assertThat(reason.detail()).isEqualTo("The engine does not accept this: no such thing.");
    }
}
