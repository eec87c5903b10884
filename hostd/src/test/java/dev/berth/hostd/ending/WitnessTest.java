package dev.berth.hostd.ending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.EngineEvent.Change;
import dev.berth.engine.EngineEvent.ContainerChanged;
import dev.berth.engine.container.ContainerId;
import dev.berth.hostd.ending.Testimony.Signal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WitnessTest {

    private static final ContainerId CONTAINER = new ContainerId("a".repeat(64));
    private static final Instant TIME = Instant.parse("2026-01-01T12:00:00Z");

    private final Witness witness = new Witness();

    private void happens(Change change, Instant at) {
        witness.heard(new ContainerChanged(CONTAINER, Map.of(), change, at));
    }

    @Test
    void remembersTheLastSignalTheEndAndTheStop() {
        happens(new Change.Signalled(15), TIME);
        happens(new Change.Signalled(9), TIME.plusSeconds(10));
        happens(new Change.Exited(137), TIME.plusSeconds(11));
        happens(new Change.Stopped(), TIME.plusSeconds(12));

        assertThat(witness.of(CONTAINER))
                .isEqualTo(new Testimony(
                        new Signal(9, TIME.plusSeconds(10)), TIME.plusSeconds(11), TIME.plusSeconds(12), false));
    }

    @Test
    void whatEndedBeforeTheEngineStartedWentDownWithTheOneBefore() {
        happens(new Change.Stopped(), TIME.plusMillis(1));
        happens(new Change.Exited(143), TIME);
        Testimony heard = witness.of(CONTAINER);

        assertThat(heard.knowing(Optional.of(TIME.plusMillis(2))).engineLeft()).isTrue();
        assertThat(heard.knowing(Optional.of(TIME.minusSeconds(9)))).isEqualTo(heard);
        assertThat(heard.knowing(Optional.empty())).isEqualTo(heard);
        assertThat(Testimony.NONE.knowing(Optional.of(TIME))).isEqualTo(Testimony.NONE);
    }

    @Test
    void forgetsWhatWasRemoved() {
        happens(new Change.Exited(0), TIME);
        happens(new Change.Removed(), TIME);

        assertThat(witness.of(CONTAINER)).isEqualTo(Testimony.NONE);
    }

    @Test
    void anEngineThatLeavesAfterAnEndCastsDoubtOnIt() {
        happens(new Change.Exited(0), TIME);

        witness.engineLost();

        assertThat(witness.of(CONTAINER).engineLeft()).isTrue();
    }

    @Test
    void whatIsToldAfterTheFirstConnectionIsTrusted() {
        witness.heardGap(TIME);

        happens(new Change.Exited(0), TIME.minusSeconds(30));

        assertThat(witness.of(CONTAINER).engineLeft()).isFalse();
    }

    @Test
    void whatHappenedWhileTheEventsWereBrokenOffIsTheEnginesDoing() {
        witness.heardGap(TIME);
        witness.heardGap(TIME.plusSeconds(10));

        happens(new Change.Exited(143), TIME.plusSeconds(9));
        boolean meanwhile = witness.of(CONTAINER).engineLeft();
        happens(new Change.Exited(143), TIME.plusSeconds(11));

        assertThat(meanwhile).isTrue();
        assertThat(witness.of(CONTAINER).engineLeft()).isFalse();
    }
}
