package dev.berth.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogValuesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            plain-1.2:3/x | plain-1.2:3/x
            'two words'   | "two words"
            'a "b" c'     | "a \\"b\\" c"
            a=b           | "a=b"
            ''            | ""
            """)
    void quotesWhatWouldBeMisread(String value, String written) {
        assertThat(LogValues.quoted(value)).isEqualTo(written);
    }

    @Test
    void keepsAValueOnItsLine() {
        assertThat(LogValues.quoted("one\nERROR two\u001b[2J")).isEqualTo("\"one\\nERROR two\\u001b[2J\"");
    }
}
