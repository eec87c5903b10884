package dev.berth.hostd.instances;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.instance.Reach;
import dev.berth.hostd.samples.HealthEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeTest {

    private static final HealthCheck OPEN = new HealthCheck.PortOpen();
    private static final HealthCheck HEALTH = new HealthCheck.Http("/health?deep=1", HealthCheck.Timing.DEFAULT);

    @Test
    void whatHasNoPortIsReady() {
        assertThat(Probe.isReady(new Reach.Nowhere("It has no network."), HEALTH))
                .isTrue();
    }

    @Test
    void anOpenPortIsReadyAndAClosedOneIsNot() throws IOException {
        Reach.At reach;
        try (HealthEndpoint endpoint = new HealthEndpoint("/health")) {
            reach = new Reach.At("127.0.0.1", endpoint.port());
            assertThat(Probe.isReady(reach, OPEN)).isTrue();
        }
        assertThat(Probe.isReady(reach, OPEN)).isFalse();
        assertThat(Probe.isReady(reach, HEALTH)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"200,true", "204,true", "299,true", "302,false", "404,false", "503,false"})
    void aHealthCheckPassesWithTwoHundreds(int status, boolean ready) throws IOException {
        try (HealthEndpoint endpoint = new HealthEndpoint("/health")) {
            endpoint.answer(status);

            assertThat(Probe.isReady(new Reach.At("127.0.0.1", endpoint.port()), HEALTH))
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
