package dev.berth.gateway;

import dev.berth.edge.http.AsciiSlice;
import dev.berth.edge.http.HeaderName;
import dev.berth.edge.http.RequestHead;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long a caller is willing to wait: `Prefer: wait=N` (RFC 7240), in seconds.
final class Waits {

    private static final HeaderName PREFER = HeaderName.of("Prefer");
    private static final Pattern WAIT = Pattern.compile("(?:^|[,;])\\s*wait\\s*=\\s*\"?(\\d{1,6})\"?\\s*(?:$|[,;])");

    private Waits() {}

    static Duration of(RequestHead head, GatewaySettings settings) {
        AsciiSlice prefer = head.headerOrNull(PREFER);
        if (prefer == null) {
            return settings.hold();
        }
        Matcher matcher = WAIT.matcher(prefer.toString().toLowerCase(Locale.ROOT));
        if (!matcher.find()) {
            return settings.hold();
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(matcher.group(1)));
        return asked.compareTo(settings.longestHold()) < 0 ? asked : settings.longestHold();
    }
}
