package dev.berth.kit;

import java.time.Duration;
import java.util.Properties;

/// How long Berth waits for PostgreSQL, said once for all that connect to it. A machine or a network that dies
/// without a word breaks no connection: without these limits whoever asked would wait for ever, and so would the
/// locks that a dead server held.
public final class PostgresPatience {

    /// For a connection to be made.
    public static final Duration CONNECTING = Duration.ofSeconds(10);

    /// For an answer; a connection that says nothing for so long counts as lost.
    public static final Duration SILENCE = Duration.ofSeconds(30);

    /// What a connection runs first: the database notices within half a minute that its other end is gone. Without
    /// effect where both ends are on one machine, which needs none.
    public static final String NOTICE_SOON = """
            SELECT set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),
                set_config('tcp_keepalives_count', '3', false), set_config('tcp_user_timeout', '25000', false)""";

    private PostgresPatience() {}

    /// Settings of the JDBC driver.
    ///
    /// @param silence after which a connection counts as lost, in whole seconds
    public static Properties driver(Duration silence) {
        Properties settings = new Properties();
        settings.setProperty("connectTimeout", Long.toString(CONNECTING.toSeconds()));
        settings.setProperty("socketTimeout", Long.toString(silence.toSeconds()));
        settings.setProperty("tcpKeepAlive", "true");
        return settings;
    }
}
