package dev.berth.gateway.line;

import dev.berth.journal.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// What a request's method says of it (RFC 9110, 9.2).
public final class Methods {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");
    private static final int LONGEST = 32;

    private Methods() {}

    /// Asks for nothing to be changed.
    public static boolean isSafe(String method) {
        return SAFE.contains(method);
    }

    /// Means the same when it is done twice.
    public static boolean isRepeatable(String method) {
        return IDEMPOTENT.contains(method);
    }

    /// Of a stored request's head.
    static boolean isRepeatable(Bytes head) {
        String start = new String(head.array(), 0, Math.min(LONGEST, head.length()), StandardCharsets.US_ASCII);
        int end = start.indexOf(' ');
        return end > 0 && isRepeatable(start.substring(0, end));
    }
}
