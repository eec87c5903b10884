package dev.berth.domain.agent;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A share of the host's processors, in thousandths of a core.
public record Cpu(long millis) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?)(m?)");

    public Cpu {
        if (millis < 10 || millis > 1_024_000) {
            throw new IllegalArgumentException("cpu_limit must be between 0.01 and 1024 cores: " + millis + "m");
        }
    }

    /// Reads cores (`0.5`) or thousandths of a core (`500m`).
    public static Cpu parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a number of cores (such as 0.5 or 500m): " + text);
        }
        double number = Double.parseDouble(matcher.group(1));
        return new Cpu(Math.round(matcher.group(2).isEmpty() ? number * 1000 : number));
    }

    public double cores() {
        return millis / 1000.0;
    }
}
