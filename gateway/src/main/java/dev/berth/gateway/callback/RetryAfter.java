package dev.berth.gateway.callback;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// When a receiver that is busy wants to be asked again (RFC 9110, 10.2.3). Pure.
final class RetryAfter {

    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);

    private RetryAfter() {}

    /// @param text seconds or a date; empty when nothing was said
    /// @return empty also for what is neither
    static Optional<Instant> of(String text, Instant now) {
        if (text.matches("\\d{1,9}")) {
            return Optional.of(now.plusSeconds(Long.parseLong(text)));
        }
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(ZonedDateTime.parse(text, DATE).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
