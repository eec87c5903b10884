package dev.berth.app.server;

import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import java.net.URI;
import java.util.Optional;

/// Reads the address of a PostgreSQL database: JDBC's own, or `postgresql://user:password@host/db` as PostgreSQL's own
/// programs take it.
final class PostgresUrl {

    private static final String JDBC = "jdbc:postgresql:";

    private PostgresUrl() {}

    /// @throws CommandFailure when it is none
    static String jdbc(String url) {
        if (url.startsWith(JDBC)) {
            return url;
        }
        return uri(url).map(PostgresUrl::jdbc)
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE,
                        "BERTH_DATABASE_URL is no address of a PostgreSQL database.",
                        "Write it as postgresql://USER:PASSWORD@HOST:5432/DATABASE",
                        "or as JDBC does: jdbc:postgresql://HOST:5432/DATABASE?user=USER&password=PASSWORD"));
    }

    private static Optional<URI> uri(String url) {
        if (!url.startsWith("postgresql://") && !url.startsWith("postgres://")) {
            return Optional.empty();
        }
        try {
            return Optional.of(URI.create(url)).filter(uri -> uri.getHost() != null);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// User and password stay encoded: JDBC decodes its parameters as a URI does.
    private static String jdbc(URI uri) {
        StringBuilder parameters = new StringBuilder();
        if (uri.getRawUserInfo() != null) {
            String[] who = uri.getRawUserInfo().split(":", 2);
            parameters.append("&user=").append(who[0]);
            if (who.length == 2) {
                parameters.append("&password=").append(who[1]);
            }
        }
        if (uri.getRawQuery() != null) {
            parameters.append('&').append(uri.getRawQuery());
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String rest = parameters.isEmpty() ? "" : "?" + parameters.substring(1);
        return JDBC + "//" + uri.getHost() + port + uri.getRawPath() + rest;
    }

    /// Host and database, without who may enter.
    static String place(String url) {
        return jdbc(url).substring(JDBC.length()).replaceFirst("\\?.*", "").replaceFirst("^//", "");
    }
}
