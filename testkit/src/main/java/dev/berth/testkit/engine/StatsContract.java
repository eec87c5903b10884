package dev.berth.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.engine.EngineFailure.WrongState;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ContainerStats;
import dev.berth.engine.container.ContainerStats.Traffic;
import dev.berth.engine.container.NetworkAttachment;
import dev.berth.engine.container.ResourceLimits;
import dev.berth.testkit.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What containers use.
public interface StatsContract {

    EngineFixture on();

    private ContainerStats stats(ContainerId container) {
        return on().engine().containers().stats(container);
    }

    @Test
    default void samplesWhatAContainerUses() {
        ContainerId container = on().started(on().act("wait")
                .network(new NetworkAttachment.Named(on().network(), List.of()))
                .limits(new ResourceLimits(64L << 20, 0, 0)));
        Instant before = Instant.now();

        ContainerStats stats = stats(container);

        assertThat(stats.sampledAt())
                .isBetween(before.minusSeconds(5), Instant.now().plusSeconds(5));
        assertThat(stats.memoryBytes()).isPositive().isLessThan(64L << 20);
        assertThat(stats.memoryLimitBytes()).isEqualTo(64L << 20);
        assertThat(stats.pids()).isPositive();
        assertThat(stats.traffic()).isInstanceOf(Traffic.Counted.class);
    }

    @Test
    default void tellsTheMachinesMemoryForNoLimit() {
        ContainerId container = on().started(on().act("wait"));

        assertThat(stats(container).memoryLimitBytes())
                .isEqualTo(on().engine().info().memoryBytes());
    }

    @Test
    default void tellsBusyAndIdleApart() {
        ContainerId idle = on().started(on().act("out=ready", "wait"));
        ContainerId busy = on().started(on().act("burn"));
        on().awaitLine(idle, "ready");
        ContainerStats idleBefore = stats(idle);
        ContainerStats busyBefore = stats(busy);

        // However little of the machine this test gets, a busy loop takes what there is.
        Eventually.holds(
                "the busy one uses its core",
                () -> stats(busy).cpuTime().compareTo(busyBefore.cpuTime().plusMillis(200)) > 0);

        ContainerStats idleAfter = stats(idle);
        ContainerStats busyAfter = stats(busy);
        assertThat(busyAfter.cpuPercentSince(busyBefore)).isGreaterThan(idleAfter.cpuPercentSince(idleBefore));
        assertThat(idleAfter.cpuTime().minus(idleBefore.cpuTime())).isLessThan(Duration.ofMillis(100));
    }

    @Test
    default void countsNoTrafficOnTheHostsNetwork() {
        ContainerId container = on().started(on().act("wait").network(new NetworkAttachment.Host()));

        assertThat(stats(container).traffic()).isEqualTo(new Traffic.NotCounted());
    }

    @Test
    default void samplesAPausedContainer() {
        ContainerId container = on().started(on().act("wait"));
        on().engine().containers().pause(container);

        assertThat(stats(container).memoryBytes()).isPositive();
    }

    @Test
    default void samplesOnlyWhatRuns() {
        ContainerId ended = on().ended(on().act("exit=0"));
        ContainerId created = on().created(on().act("wait"));

        assertThatThrownBy(() -> stats(ended)).isInstanceOf(WrongState.class);
        assertThatThrownBy(() -> stats(created)).isInstanceOf(WrongState.class);
    }
}
