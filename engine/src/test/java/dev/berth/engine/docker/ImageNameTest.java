package dev.berth.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.engine.EngineFailure.ImageUnavailable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageNameTest {

    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource({
        "busybox, busybox:latest",
        "berth/agent, berth/agent:latest",
        "localhost:5000/x, localhost:5000/x:latest",
        "localhost:5000/x:2, localhost:5000/x:2",
        "r.example/a/b:v1.2-rc_3, r.example/a/b:v1.2-rc_3"
    })
    void meansTheLatestWhenThereIsNoTag(String reference, String full) {
        assertThat(ImageName.parse(reference).full()).isEqualTo(full);
    }

    @Test
    void leavesDigestsAndIdsAlone() {
        assertThat(ImageName.parse("x@" + DIGEST).full()).isEqualTo("x@" + DIGEST);
        assertThat(ImageName.parse(DIGEST).full()).isEqualTo(DIGEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a//b", "../x", "x/", "x:", "a?b=c", "-x"})
    void refusesWhatNamesNoImage(String reference) {
        assertThatThrownBy(() -> ImageName.parse(reference))
                .isInstanceOfSatisfying(
                        ImageUnavailable.class,
                        failure -> assertThat(failure.reason()).isEqualTo(ImageUnavailable.Reason.MALFORMED));
    }
}
