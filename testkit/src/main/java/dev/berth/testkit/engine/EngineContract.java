package dev.berth.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.Engine;
import dev.berth.engine.EngineInfo;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// What every [Engine] must do. The tests of the fake and of the Docker adapter extend it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
public abstract class EngineContract
        implements ContainerContract,
                EnvironmentContract,
                ImageContract,
                StorageContract,
                LogContract,
                StatsContract,
                ExecContract,
                EventContract {

    private @Nullable EngineFixture fixture;

    /// The engine to be tested. It must answer: an engine that is not there fails the tests.
    protected abstract Engine connect();

    @Override
    public final EngineFixture on() {
        if (fixture == null) {
            throw new IllegalStateException("used before the engine was connected");
        }
        return fixture;
    }

    @BeforeAll
    final void connectOnce() {
        fixture = new EngineFixture(connect());
    }

    @AfterEach
    final void clear() {
        on().clear();
    }

    @AfterAll
    final void disconnect() {
        if (fixture != null) {
            fixture.close();
        }
    }

    @Test
    final void tellsWhoItIs() {
        EngineInfo info = on().engine().info();

        assertThat(info.id()).isNotBlank();
        assertThat(info.name()).isNotBlank();
        assertThat(info.version()).isNotBlank();
        assertThat(info.apiVersion()).matches("\\d+\\.\\d+");
        assertThat(info.cgroupVersion()).isBetween(1, 2);
        assertThat(info.cpus()).isPositive();
        assertThat(info.memoryBytes()).isPositive();
    }

    @Test
    final void tellsSinceWhenItRuns() {
        assertThat(on().engine().startedAt())
                .hasValueSatisfying(since -> assertThat(since).isBefore(Instant.now()));
    }
}
