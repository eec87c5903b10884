package dev.berth.hostd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.instance.ContainerId;
import dev.berth.domain.instance.EndReason;
import dev.berth.engine.EngineFailure;
import dev.berth.hostd.samples.Orders;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.testkit.Eventually;
import dev.berth.testkit.engine.FakeFaults.Operation;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two instances of an agent while an update overlaps, and what becomes of the older one.
class BesideTest {

    @TempDir
    Path folder;

    private final Orders first = Orders.of("hello").revision(1);
    private final Orders second = first.revision(2);
    private Site site;

    @BeforeEach
    void open() {
        site = Site.started(folder);
    }

    @AfterEach
    void close() {
        site.close();
    }

    /// An update that settled: instance 2 is in charge, instance 1 has ended beside it.
    private ContainerId settled() {
        site.bringUp(first.run(1));
        site.controlPlane.assign(new AssignedAgent.Overlap(first.run(1), second.run(2)));
        ContainerId container = site.controlPlane.awaitReady(second.run(2)).container();
        site.controlPlane.assign(new AssignedAgent.Overlap(first.stop(1), second.run(2)));
        site.controlPlane.awaitEnd(first.run(1));
        return container;
    }

    /// The engine does not remove the older one's container, and was asked to.
    private ContainerId refusedRemoval() {
        ContainerId container = settled();
        site.engine.faults().failAlways(Operation.REMOVE, new EngineFailure.Refused(500, "driver failed"));
        int before = site.engine.faults().calls(Operation.REMOVE);
        site.controlPlane.assign(second.run(2));
        Eventually.holds("a removal was tried", () -> site.engine.faults().calls(Operation.REMOVE) > before);
        return container;
    }

    @Test
    void theOneThatStaysIsStoppedThoughTheEngineKeepsTheOther() {
        refusedRemoval();

        site.controlPlane.assign(second.stop(2));

        assertThat(site.controlPlane.awaitEnd(second.run(2)).reason()).isEqualTo(new EndReason.Stopped());
    }

    @Test
    void theEndOfTheOneThatStaysIsSeenThoughTheEngineKeepsTheOther() {
        ContainerId container = refusedRemoval();

        site.engine.exit(Site.engineId(container), 3);

        assertThat(site.controlPlane.awaitEnd(second.run(2)).reason()).isInstanceOf(EndReason.Exited.class);
    }

    @Test
    void theOtherIsRemovedAsSoonAsTheEngineCan() {
        refusedRemoval();

        site.engine.faults().heal(Operation.REMOVE);

        site.awaitOneContainer(second);
    }
}
