package dev.berth.gateway;

import dev.berth.edge.http.AsciiSlice;
import dev.berth.edge.http.HeaderName;
import dev.berth.edge.http.RequestHead;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a caller asks for beside the call itself: `Prefer` (RFC 7240), `Idempotency-Key`
/// (draft-ietf-httpapi-idempotency-key-header), `Berth-Durable` and `Berth-Callback`.
///
/// @param patience how long he is willing to wait; empty when he did not say
/// @param async answered 202 unless the answer comes within that time
/// @param key what makes a repeated call one with the first; null when there is none
/// @param durable false when the call shall not be kept
/// @param callback where he wants to be told of the outcome; null when nowhere
record CallersWish(
        Optional<Duration> patience,
        boolean async,
        @Nullable String key,
        boolean durable,
        @Nullable String callback) {

    static final HeaderName KEY = HeaderName.of("Idempotency-Key");
    private static final HeaderName PREFER = HeaderName.of("Prefer");
    private static final HeaderName DURABLE = HeaderName.of("Berth-Durable");
    private static final Pattern WAIT = Pattern.compile("(?:^|[,;])\\s*wait\\s*=\\s*\"?(\\d{1,6})\"?\\s*(?:$|[,;])");
    private static final Pattern ASYNC = Pattern.compile("(?:^|[,;])\\s*respond-async\\s*(?:$|[,;])");
    private static final int LONGEST_KEY = 255;

    static CallersWish of(RequestHead head) {
        AsciiSlice prefer = head.headerOrNull(PREFER);
        String preferences = prefer == null ? "" : prefer.toString().toLowerCase(Locale.ROOT);
        AsciiSlice durable = head.headerOrNull(DURABLE);
        AsciiSlice key = head.headerOrNull(KEY);
        return new CallersWish(
                patience(preferences),
                !preferences.isEmpty() && ASYNC.matcher(preferences).find(),
                key == null ? null : key.toString().strip(),
                durable == null || !durable.toString().strip().equalsIgnoreCase("no"),
                Owing.named(head));
    }

    private static Optional<Duration> patience(String preferences) {
        if (preferences.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = WAIT.matcher(preferences);
        return matcher.find() ? Optional.of(Duration.ofSeconds(Long.parseLong(matcher.group(1)))) : Optional.empty();
    }

    /// How long the caller is held.
    ///
    /// @param usual when he does not say
    /// @param most whatever he says
    Duration hold(Duration usual, Duration most) {
        Duration asked = patience.orElse(async ? Duration.ZERO : usual);
        return asked.compareTo(most) < 0 ? asked : most;
    }

    boolean hasUsableKey() {
        return key == null || (!key.isEmpty() && key.length() <= LONGEST_KEY);
    }
}
