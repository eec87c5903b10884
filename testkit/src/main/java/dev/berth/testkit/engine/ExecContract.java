package dev.berth.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.engine.EngineFailure.NoSuchContainer;
import dev.berth.engine.EngineFailure.WrongState;
import dev.berth.engine.container.ContainerId;
import dev.berth.engine.container.ExecId;
import dev.berth.engine.container.ExecOutcome;
import dev.berth.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Commands in containers.
interface ExecContract {

    Duration LIMIT = Duration.ofSeconds(60);

    EngineFixture on();

    private ExecOutcome exec(ContainerId container, Duration limit, String... words) {
        try {
            return on().engine().containers().exec(container, List.of(words), limit);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted during a command", e);
        }
    }

    @Test
    default void tellsHowACommandEndedAndWhatItWrote() {
        ContainerId container = on().started(on().act("wait"));

        assertThat(exec(container, LIMIT, "act", "out=hello", "exit=0")).isEqualTo(new ExecOutcome.Ended(0, "hello\n"));
        assertThat(exec(container, LIMIT, "act", "err=oh", "exit=3")).isEqualTo(new ExecOutcome.Ended(3, "oh\n"));
    }

    @Test
    default void killsACommandWhoseTimeIsUpAndWhatItStarted() {
        ContainerId container = on().started(on().act("wait"));

        assertThat(exec(container, Duration.ofSeconds(1), "act", "astray", "deaf"))
                .isEqualTo(new ExecOutcome.Killed());

        Eventually.holds("only the container's own processes are left", () -> {
            String processes = exec(container, LIMIT, "ps").toString();
            return !processes.contains("deaf")
                    && !processes.contains("4242")
                    && processes.split("sleep", -1).length <= 2;
        });
    }

    @Test
    default void knowsNoCommandThatWasNeverRun() {
        assertThat(on().engine().containers().runs(new ExecId("0".repeat(64)))).isFalse();
    }

    @Test
    default void tellsAProgramThatIsNotThereByItsExitCode() {
        ContainerId container = on().started(on().act("wait"));

        assertThat(exec(container, LIMIT, "/no/such/program"))
                .isInstanceOfSatisfying(
                        ExecOutcome.Ended.class,
                        ended -> assertThat(ended.exitCode()).isIn(126, 127));
    }

    @Test
    default void runsCommandsOnlyInWhatRuns() {
        ContainerId created = on().created(on().act("wait"));
        ContainerId paused = on().started(on().act("wait"));
        on().engine().containers().pause(paused);

        assertThatThrownBy(() -> exec(created, LIMIT, "act", "exit=0")).isInstanceOf(WrongState.class);
        assertThatThrownBy(() -> exec(paused, LIMIT, "act", "exit=0")).isInstanceOf(WrongState.class);
        assertThatThrownBy(() -> exec(new ContainerId("0".repeat(64)), LIMIT, "act"))
                .isInstanceOf(NoSuchContainer.class);
    }
}
