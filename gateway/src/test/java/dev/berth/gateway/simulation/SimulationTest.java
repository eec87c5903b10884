package dev.berth.gateway.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs seeds: always the same ones, or those that `./dev simulate` names.
class SimulationTest {

    private static final long FIRST = Long.getLong("simulation.from", 1);
    private static final long COUNT = Long.getLong("simulation.count", 3000);
    private static final int TRACED = 120;
    private static final int TRACED_ALL = 1_000_000;

    @Test
    void holdsWhatIsPromisedWhateverHappens() {
        Long one = Long.getLong("simulation.seed");
        if (one == null) {
            LongStream.range(FIRST, FIRST + COUNT).forEach(seed -> run(seed, TRACED));
        } else {
            System.out.println(run(one, TRACED_ALL).trace().text());
        }
    }

    private static World run(long seed, int traced) {
        World world = new World(seed, Sabotage.NONE, traced);
        Optional<String> broken = world.run();
        broken.ifPresent(
                sentence -> fail("""
                Seed %d broke this: %s
                What happened last (seconds, event):
                %s
                Run it again, with all that happened: ./dev simulate %d
                """.formatted(seed, sentence, world.trace().text(), seed)));
        return world;
    }

    @Test
    void runsTheSameSeedTheSameWay() {
        assertThat(run(7, TRACED_ALL).trace().text())
                .isEqualTo(run(7, TRACED_ALL).trace().text());
    }

    @ParameterizedTest
    @EnumSource(value = Sabotage.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void noticesADelivererThatIsWrong(Sabotage sabotage) {
        boolean noticed = LongStream.rangeClosed(1, 300)
                .anyMatch(seed -> new World(seed, sabotage, TRACED).run().isPresent());

        assertThat(noticed).isTrue();
    }
}
