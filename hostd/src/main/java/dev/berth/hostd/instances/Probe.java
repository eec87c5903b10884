package dev.berth.hostd.instances;

import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.instance.Reach;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/// Asks a running instance whether it can take calls.
final class Probe {

    private static final Duration CONNECT = Duration.ofSeconds(1);

    private Probe() {}

    /// One that has no port to call is ready as soon as it runs.
    static boolean isReady(Reach reach, HealthCheck check) {
        return switch (reach) {
            case Reach.Nowhere _ -> true;
            case Reach.At at ->
                switch (check) {
                    case HealthCheck.PortOpen _ -> accepts(at);
                    case HealthCheck.Http http -> answersWell(at, http);
                };
        };
    }

    private static boolean accepts(Reach.At at) {
        try (Socket socket = new Socket(Proxy.NO_PROXY)) {
            socket.connect(new InetSocketAddress(at.host(), at.port()), (int) CONNECT.toMillis());
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean answersWell(Reach.At at, HealthCheck.Http check) {
        int millis = Math.toIntExact(check.timing().timeout().toMillis());
        try {
            URI address = new URI("http", null, at.host(), at.port(), null, null, null).resolve(check.path());
            HttpURLConnection call = (HttpURLConnection) address.toURL().openConnection();
            try {
                call.setConnectTimeout(millis);
                call.setReadTimeout(millis);
                call.setInstanceFollowRedirects(false);
                int status = call.getResponseCode();
                return status >= 200 && status <= 299;
            } finally {
                call.disconnect();
            }
        } catch (IOException | URISyntaxException | IllegalArgumentException _) {
            return false;
        }
    }
}
