package dev.berth.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.cli.shell.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresUrlTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jdbc:postgresql://h/db?user=u               | jdbc:postgresql://h/db?user=u
            postgresql://u:p%40ss@h:6543/db             | jdbc:postgresql://h:6543/db?user=u&password=p%40ss
            postgres://u@h/db?sslmode=require           | jdbc:postgresql://h/db?user=u&sslmode=require
            postgresql://h/db                           | jdbc:postgresql://h/db
            """)
    void takesTheAddressesOfJdbcAndOfPostgresqlItself(String given, String jdbc) {
        assertThat(PostgresUrl.jdbc(given)).isEqualTo(jdbc);
    }

    @Test
    void neverTellsThePassword() {
        assertThat(PostgresUrl.place("postgresql://u:secret@h:6543/db")).isEqualTo("h:6543/db");
        assertThat(PostgresUrl.place("jdbc:postgresql://h/db?user=u&password=secret"))
                .isEqualTo("h/db");
        assertThatThrownBy(() -> PostgresUrl.jdbc("mysql://u:secret@h/db"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageNotContaining("secret");
    }
}
