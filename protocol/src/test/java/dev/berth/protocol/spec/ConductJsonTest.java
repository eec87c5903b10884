package dev.berth.protocol.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.agent.Conduct;
import dev.berth.domain.agent.DataSize;
import dev.berth.domain.agent.IdlePolicy;
import dev.berth.domain.agent.JournalTerms;
import dev.berth.domain.agent.StartPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConductJsonTest {

    private static final Conduct FULL = new Conduct(
            StartPolicy.ON_DEMAND,
            true,
            new CallPolicy(
                    new JournalTerms(
                            JournalTerms.Mode.ALWAYS,
                            Duration.ofMillis(1500),
                            Duration.ofHours(2),
                            3,
                            Duration.ofDays(2),
                            DataSize.parse("1Mi"),
                            7,
                            DataSize.ofBytes(2048),
                            DataSize.parse("64k"),
                            JournalTerms.Oversize.REFUSE,
                            List.of("/stream/*")),
                    CallPolicy.Redelivery.SAFE_METHODS_ONLY,
                    CallPolicy.Order.STRICT,
                    2,
                    CallPolicy.WhenStopped.REFUSE,
                    Set.of(503, 502),
                    true),
            new IdlePolicy(Optional.of(Duration.ofMinutes(5)), Optional.of(Duration.ofHours(1)), 0.25),
            true);

    /// What lies in databases already.
    private static final String STORED = """
            {"v":1,"start":"on_demand","open":true,"journal":{"mode":"always","hold":"PT1.5S","deadline":"PT2H",\
            "max_attempts":3,"retention":"PT48H","max_body":{"bytes":1048576,"text":"1Mi"},"max_entries":7,\
            "max_bytes":{"bytes":2048,"text":"2048"},"keep_response":{"bytes":65536,"text":"64k"},"oversize":"refuse",\
            "except":["/stream/*"]},"redelivery":"safe_methods_only","order":"strict","concurrency":2,\
            "when_stopped":"refuse","retry_on":[502,503],"waiting_page":true,"idle":{"freeze_after":"PT5M","stop_after":"PT1H","cpu":0.25},"overlap":true}""";

    @Test
    void keepsTheFormThatLiesInDatabases() {
        assertThat(ConductJson.encode(FULL)).isEqualTo(STORED);
        assertThat(ConductJson.decode(STORED)).isEqualTo(FULL);
    }

    @Test
    void readsBackTheDefaults() {
        assertThat(ConductJson.decode(ConductJson.encode(Conduct.DEFAULT))).isEqualTo(Conduct.DEFAULT);
    }

    @Test
    void takesWhatIsMissingForTheDefault() {
        assertThat(ConductJson.decode("{}")).isEqualTo(Conduct.DEFAULT);
        assertThat(ConductJson.decode("{\"v\":1,\"open\":true,\"journal\":{\"mode\":\"off\"},\"idle\":{},\"later\":1}"))
                .isEqualTo(Conduct.DEFAULT
                        .open(true)
                        .with(CallPolicy.DEFAULT.with(JournalTerms.DEFAULT.withMode(JournalTerms.Mode.OFF))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "oops",
                "{\"open\":1}",
                "{\"order\":\"odd\"}",
                "{\"journal\":7}",
                "{\"journal\":{\"hold\":\"x\"}}"
            })
    void refusesWhatIsDamaged(String text) {
        assertThatThrownBy(() -> ConductJson.decode(text))
                .isInstanceOf(UnreadableSpec.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void refusesANewerFormat() {
        assertThatThrownBy(() -> ConductJson.decode("{\"v\":2}"))
                .isInstanceOf(UnreadableSpec.class)
                .hasMessageContaining("newer Berth");
    }
}
