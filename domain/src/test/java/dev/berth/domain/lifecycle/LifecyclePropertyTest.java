package dev.berth.domain.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.berth.domain.instance.EndReason;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Thousands of lives against the [LifecycleInvariants].
///
/// A failure prints its seed and the story of that life. To live it again alone, set the system property
/// `berth.seed`.
class LifecyclePropertyTest {

    private static final int LIVES = 1_000;

    @ParameterizedTest(name = "seeds from {0} on")
    @ValueSource(longs = {1, 1_000_001, 2_000_001, 3_000_001, 4_000_001})
    void keepsEveryInvariantThroughEveryLife(long first) {
        Long alone = Long.getLong("berth.seed");
        LongStream seeds = alone == null ? LongStream.range(first, first + LIVES) : LongStream.of(alone);

        seeds.forEach(LifecyclePropertyTest::live);
    }

    private static void live(long seed) {
        SimulatedLife life = new SimulatedLife(seed);
        try {
            life.live();
        } catch (AssertionError | RuntimeException e) {
            fail("seed " + seed + ": " + e.getMessage() + "\n" + String.join("\n", life.story()), e);
        }
    }

    @Test
    void meetsEveryStepAndEveryEndInSomeLife() {
        Set<Class<?>> seen = new HashSet<>();
        for (long seed = 1; seed <= 300; seed++) {
            SimulatedLife life = new SimulatedLife(seed);
            life.live();
            life.seen().forEach(seen::add);
        }

        Set<Class<?>> steps = new HashSet<>(Set.of(AgentStep.class.getPermittedSubclasses()));
        steps.removeAll(Set.of(AgentStep.PlaceBeside.class, AgentStep.TakeOver.class));
        assertThat(seen).containsAll(steps);
        assertThat(seen).contains(EndReason.Unasked.class.getPermittedSubclasses());
        assertThat(seen).contains(EndReason.Stopped.class, EndReason.Hibernated.class, EndReason.NotStarted.class);
    }

    @Test
    void livesTheSameLifeAgainFromTheSameSeed() {
        SimulatedLife once = new SimulatedLife(42);
        SimulatedLife again = new SimulatedLife(42);
        once.live();
        again.live();

        assertThat(again.story()).isEqualTo(once.story()).hasSizeGreaterThan(10);
    }
}
