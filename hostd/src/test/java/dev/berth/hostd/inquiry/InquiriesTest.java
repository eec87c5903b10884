package dev.berth.hostd.inquiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.instance.ContainerId;
import dev.berth.engine.container.ContainerSpec;
import dev.berth.engine.container.LogChunk.Source;
import dev.berth.engine.container.NetworkAttachment;
import dev.berth.hostd.samples.Orders;
import dev.berth.protocol.link.ContainerFigures;
import dev.berth.protocol.link.HostUnavailable;
import dev.berth.protocol.link.LogRequest;
import dev.berth.testkit.engine.FakeEngine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InquiriesTest {

    private final FakeEngine engine = new FakeEngine();
    private final Inquiries inquiries = new Inquiries(engine);

    @BeforeEach
    void haveImage() {
        engine.haveImage(Orders.IMAGE);
    }

    private ContainerId started(String name, NetworkAttachment network) {
        dev.berth.engine.container.ContainerId container = engine.containers()
                .create(ContainerSpec.builder(name, Orders.IMAGE)
                        .network(network)
                        .build());
        engine.containers().start(container);
        return new ContainerId(container.value());
    }

    private void write(ContainerId container, String text) {
        engine.write(new dev.berth.engine.container.ContainerId(container.value()), Source.STDOUT, text);
    }

    private String read(ContainerId container, LogRequest request) throws IOException {
        try (InputStream log = inquiries.logs(container, request)) {
            return new String(log.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void logsOfAnEndedInstanceAreFoundByTheNameOfItsContainer() throws IOException {
        write(started("berth-agent-1", new NetworkAttachment.None()), "bye\n");

        assertThat(read(new ContainerId("berth-agent-1"), LogRequest.last(10))).isEqualTo("bye\n");
        assertThatThrownBy(() -> inquiries.logs(new ContainerId("berth-agent-2"), LogRequest.last(10)))
                .isInstanceOf(HostUnavailable.class)
                .hasMessage("The container berth-agent-2 is gone, and its logs with it.");
    }

    @Test
    void logsArePlainText() throws IOException {
        ContainerId container = started("agent", new NetworkAttachment.None());
        write(container, "one\n");
        write(container, "zwei: ä\n");

        assertThat(read(container, LogRequest.last(10))).isEqualTo("one\nzwei: ä\n");
        assertThat(read(container, LogRequest.last(1))).isEqualTo("zwei: ä\n");
    }

    @Test
    void aLineHasItsTimeOnceThoughItComesInPieces() throws IOException {
        ContainerId container = started("agent", new NetworkAttachment.None());
        write(container, "a long ");
        write(container, "line\n");
        write(container, "another\n");

        String text = read(container, new LogRequest(10, Optional.empty(), Optional.empty(), true, false));

        assertThat(text.lines()).hasSize(2).allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]{18}Z .*"));
        assertThat(text).contains("Z a long line\n").contains("Z another\n");
    }

    @Test
    void figuresComeFromTwoSamples() {
        ContainerId container = started("agent", new NetworkAttachment.None());

        ContainerFigures figures = inquiries.figures(container);

        assertThat(figures.memoryBytes()).isPositive();
        assertThat(figures.cpuPercent()).isZero();
        assertThat(figures.networkRxBytes()).hasValue(0);
    }

    @Test
    void whatNobodyCountsIsEmptyAndNotZero() {
        ContainerFigures figures = inquiries.figures(started("agent", new NetworkAttachment.Host()));

        assertThat(figures.networkRxBytes()).isEmpty();
        assertThat(figures.networkTxBytes()).isEmpty();
    }

    @Test
    void anEngineThatIsAwayIsSaidToBe() {
        ContainerId container = started("agent", new NetworkAttachment.None());
        engine.goDown();

        assertThatThrownBy(() -> inquiries.figures(container)).isInstanceOf(HostUnavailable.class);
        assertThatThrownBy(() -> inquiries.logs(container, LogRequest.last(1)))
                .isInstanceOf(HostUnavailable.class)
                .hasMessageContaining("container engine does not answer");
    }

    @Test
    void aContainerThatIsNotThereIsSaidNotToBe() {
        ContainerId unknown = new ContainerId("f".repeat(64));

        assertThatThrownBy(() -> inquiries.logs(unknown, LogRequest.last(1)))
                .isInstanceOf(HostUnavailable.class)
                .hasMessageContaining("does not exist");
    }
}
