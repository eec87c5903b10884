package dev.berth.domain.agent;

import java.time.Duration;

/// A duration in a message, as people write it: `1h30m`, `500ms`.
final class TimeText {

    private TimeText() {}

    static String of(Duration time) {
        if (time.isNegative()) {
            return "-" + of(time.negated());
        }
        String text = part(time.toDaysPart(), "d")
                + part(time.toHoursPart(), "h")
                + part(time.toMinutesPart(), "m")
                + part(time.toSecondsPart(), "s")
                + part(time.toMillisPart(), "ms");
        return text.isEmpty() ? "0s" : text;
    }

    private static String part(long number, String unit) {
        return number == 0 ? "" : number + unit;
    }
}
