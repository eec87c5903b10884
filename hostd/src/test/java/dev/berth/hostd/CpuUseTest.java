package dev.berth.hostd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.hostd.samples.Orders;
import dev.berth.protocol.link.HostReport;
import dev.berth.protocol.link.InstanceOrder;
import dev.berth.testkit.engine.FakeFaults.Operation;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a host tells of the processor time that instances use.
class CpuUseTest {

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

    private static InstanceOrder measured(InstanceOrder order) {
        return new InstanceOrder(
                order.id(),
                order.slug(),
                order.goal(),
                order.depth(),
                order.revision(),
                order.spec(),
                order.identity(),
                order.hostPorts(),
                true);
    }

    private HostReport.CpuUse told(InstanceOrder order) {
        return site.controlPlane.awaitReport(
                HostReport.CpuUse.class, use -> use.instance().equals(order.id()));
    }

    @Test
    void tellsWhatAQuietAgentUses() {
        InstanceOrder quiet = measured(Orders.of("quiet").run(1));
        site.bringUp(quiet);

        assertThat(told(quiet).cores()).isZero();
    }

    @Test
    void measuresNobodyWhoseOrderDoesNotAsk() {
        site.bringUp(Orders.of("other").run(1));
        InstanceOrder asked = measured(Orders.of("quiet").run(1));
        site.bringUp(asked);
        told(asked);

        assertThat(site.controlPlane.reports())
                .noneMatch(report -> report instanceof HostReport.CpuUse use
                        && !use.instance().equals(asked.id()));
        assertThat(site.engine.faults().calls(Operation.STATS)).isPositive();
    }
}
