package dev.berth.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ApiVersionTest {

    @ParameterizedTest
    @CsvSource({
        "1.12, 1.41, 1.41", // Docker 20.10
        "1.24, 1.45, 1.45", // Docker 26.1
        "1.44, 1.52, 1.45", // an engine that is newer than those tried
        "1.50, 1.60, 1.50" // one that has forgotten what was tried
    })
    void speaksTheNewestThatWasTried(String engineOldest, String engineNewest, String spoken) {
        assertThat(ApiVersion.between(ApiVersion.parse(engineOldest), ApiVersion.parse(engineNewest)))
                .hasToString(spoken);
    }
}
