package dev.berth.hostd.instances;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.instance.Reach;
import dev.berth.engine.container.ContainerId;
import dev.berth.hostd.samples.HealthEndpoint;
import dev.berth.testkit.engine.FakeEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeTest {

    private static final HealthCheck OPEN = new HealthCheck.PortOpen();
    private static final HealthCheck HEALTH = new HealthCheck.Http("/health?deep=1", HealthCheck.Timing.DEFAULT);

    private static Finding look(Reach reach, HealthCheck check) throws InterruptedException {
        return new Probe(new FakeEngine().containers())
                .look(new ContainerId("c".repeat(64)), reach, check, null)
                .finding();
    }

    private static boolean isReady(Reach reach, HealthCheck check) throws InterruptedException {
        return look(reach, check).passed();
    }

    @Test
    void whatHasNoPortIsReady() throws InterruptedException {
        assertThat(isReady(new Reach.Nowhere("It has no network."), HEALTH)).isTrue();
    }

    @Test
    void anOpenPortIsReadyAndAClosedOneIsNot() throws IOException, InterruptedException {
        Reach.At reach;
        try (HealthEndpoint endpoint = new HealthEndpoint("/health")) {
            reach = new Reach.At("127.0.0.1", endpoint.port());
            assertThat(isReady(reach, OPEN)).isTrue();
        }
        assertThat(isReady(reach, OPEN)).isFalse();
        assertThat(isReady(reach, HEALTH)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"200,true", "204,true", "299,true", "302,false", "404,false", "503,false"})
    void aHealthCheckPassesWithTwoHundreds(int status, boolean ready) throws IOException, InterruptedException {
        try (HealthEndpoint endpoint = new HealthEndpoint("/health")) {
            endpoint.answer(status);

            assertThat(isReady(new Reach.At("127.0.0.1", endpoint.port()), HEALTH))
                    .isEqualTo(ready);
        }
    }

    @Test
    void waitsLongerBetweenProbesUpToHalfASecond() {
        for (HealthCheck check : List.of(new HealthCheck.PortOpen(), HEALTH)) {
            Probing probing = Probing.fresh();
            for (int probe = 0; probe < 200; probe++) {
                Probing next = probing.later(check);
                assertThat(next.delay()).isGreaterThanOrEqualTo(probing.delay());
                probing = next;
            }

            assertThat(probing.delay()).hasMillis(500);
        }
    }

    @Test
    void triesAPortMoreOftenThanItAsksAnAgent() {
        Duration port = Probing.fresh().later(new HealthCheck.PortOpen()).delay();
        Duration request = Probing.fresh().later(HEALTH).delay();

        assertThat(port).isLessThan(request);
    }
}
