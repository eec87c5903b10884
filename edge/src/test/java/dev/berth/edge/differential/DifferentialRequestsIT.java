package dev.berth.edge.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.edge.EdgeLimits;
import dev.berth.edge.http.HeadLimits;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Requests: what the edge lets through is framed by nginx and by Node as it is by the edge.
final class DifferentialRequestsIT {

    private static final EdgeLimits LIMITS = EdgeLimits.DEFAULT
            .withRequestHead(new HeadLimits(4096, 1024, 32))
            .withFlow(new EdgeLimits.Flow(1 << 20, 64 * 1024, 256 * 1024, 64 * 1024, 256 * 1024));

    @Test
    void framesAlikeWhateverIsLetThrough() {
        Tally tally = new Tally();
        try (OtherParsers parsers = OtherParsers.start();
                BerthRun berth = new BerthRun(LIMITS)) {
            RequestDifferential differential = new RequestDifferential(berth, parsers.all(), LIMITS, tally);
            Run run = Run.of("requests", 3000, RequestStreams::draw);

            List<Run.Found> found = run.differences(differential::difference, tally);

            assertThat(found).isEmpty();
            assertThat(tally.of("requests let through")).isGreaterThan(run.cases() / 4);
        }
    }
}
