package dev.berth.hostd.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.instance.ContainerId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.Reach;
import dev.berth.hostd.samples.Orders;
import dev.berth.protocol.link.HostReport;
import dev.berth.protocol.link.HostReport.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private final AtomicInteger signals = new AtomicInteger();
    private final Outbox outbox = new Outbox(signals::incrementAndGet);

    private static Observation seen(String agent, String step) {
        return new Observation(Orders.of(agent).run(1).id(), new InstanceState.Placed(step), step, Instant.EPOCH);
    }

    private List<HostReport> emptied() {
        List<HostReport> all = new ArrayList<>();
        for (Optional<HostReport> next = outbox.next(); next.isPresent(); next = outbox.next()) {
            all.add(next.get());
            outbox.done(next.get());
        }
        return all;
    }

    @Test
    void ofWhatAnInstanceIsDoingOnlyTheNewestIsTold() {
        outbox.put(seen("a", "one"));
        outbox.put(seen("b", "one"));
        outbox.put(seen("a", "two"));

        assertThat(emptied()).containsExactly(seen("b", "one"), seen("a", "two"));
    }

    @Test
    void noStepOfAnInstanceIsLeftOut() {
        Observation placed = seen("a", "one");
        InstanceState.Prepared ready = new InstanceState.Placed("").prepared(new ContainerId("c"));
        Observation prepared = new Observation(placed.instance(), ready, "made", Instant.EPOCH);
        InstanceState.Running running = ready.started(new Reach.Nowhere("no network"), Instant.EPOCH);
        Observation started = new Observation(placed.instance(), running, "started", Instant.EPOCH);
        Observation passed = new Observation(
                placed.instance(), running.becomes(InstanceState.Readiness.READY), "ready", Instant.EPOCH);

        List.of(placed, prepared, started, passed).forEach(outbox::put);

        assertThat(emptied()).containsExactly(placed, prepared, started, passed);
    }

    @Test
    void whatAGreetingToldIsNotFollowedByWhatCameBefore() {
        Observation placed = seen("a", "one");
        InstanceState.Prepared ready = new InstanceState.Placed("").prepared(new ContainerId("c"));
        Observation prepared = new Observation(placed.instance(), ready, "made", Instant.EPOCH.plusMillis(1));
        InstanceState.Running running = ready.started(new Reach.Nowhere("no network"), Instant.EPOCH);
        Observation started = new Observation(placed.instance(), running, "started", Instant.EPOCH.plusMillis(2));
        List.of(placed, prepared, started, seen("b", "one")).forEach(outbox::put);

        outbox.greeted(prepared);

        assertThat(emptied()).containsExactly(started, seen("b", "one"));
    }

    @Test
    void whatCameAfterAGreetingIsToldThoughTheClockWasSetBackMeanwhile() {
        Observation placed = seen("a", "one");
        InstanceState.Prepared ready = new InstanceState.Placed("").prepared(new ContainerId("c"));
        Observation prepared = new Observation(placed.instance(), ready, "made", Instant.EPOCH.plusSeconds(60));
        InstanceState.Running running = ready.started(new Reach.Nowhere("no network"), Instant.EPOCH);
        Observation started = new Observation(placed.instance(), running, "started", Instant.EPOCH.plusSeconds(1));
        List.of(placed, prepared, started).forEach(outbox::put);

        outbox.greeted(prepared);

        assertThat(emptied()).containsExactly(started);
    }

    @Test
    void allThatIsLeftIsToldWhenWhatAGreetingToldHasArrivedBefore() {
        Observation placed = seen("a", "one");
        InstanceState.Prepared ready = new InstanceState.Placed("").prepared(new ContainerId("c"));
        Observation prepared = new Observation(placed.instance(), ready, "made", Instant.EPOCH);
        outbox.put(prepared);

        outbox.greeted(placed);

        assertThat(emptied()).containsExactly(prepared);
    }

    @Test
    void keepsAReportUntilItHasArrived() {
        outbox.put(seen("a", "one"));

        assertThat(outbox.next()).isEqualTo(outbox.next()).contains(seen("a", "one"));
    }

    @Test
    void aNewerOneThatCameMeanwhileStays() {
        outbox.put(seen("a", "one"));
        HostReport underWay = outbox.next().orElseThrow();
        outbox.put(seen("a", "two"));

        outbox.done(underWay);

        assertThat(emptied()).containsExactly(seen("a", "two"));
    }

    @Test
    void differentSubjectsDoNotHideEachOther() {
        HostReport discarded = new HostReport.Discarded(Orders.of("a").agent());
        HostReport started =
                new HostReport.StartedAtEngine(Orders.of("a").run(1).id(), Instant.EPOCH);
        HostReport health = new HostReport.EngineHealth(Optional.empty(), Instant.EPOCH);

        List.of(seen("a", "one"), discarded, started, health).forEach(outbox::put);

        assertThat(emptied()).containsExactly(seen("a", "one"), discarded, started, health);
    }

    @Test
    void givesASignalForEachReport() {
        outbox.put(seen("a", "one"));
        outbox.put(seen("a", "two"));

        assertThat(signals).hasValue(2);
    }
}
