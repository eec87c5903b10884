package dev.berth.kit;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentencesTest {

    @ParameterizedTest
    @CsvSource({"port 80 is taken,Port 80 is taken.", "Really?,Really?", "Yes.,Yes.", "'  no! ',No!"})
    void beginWithACapitalAndEndWithAStop(String text, String sentence) {
        assertThat(Sentences.of(text, "-")).isEqualTo(sentence);
    }

    @Test
    void saySomethingElseWhenThereIsNothingToSay() {
        @Nullable String nothing = null;

        assertThat(Sentences.of(nothing, "No reason was given.")).isEqualTo("No reason was given.");
        assertThat(Sentences.of("  ", "No reason was given.")).isEqualTo("No reason was given.");
    }
}
