package dev.berth.domain.agent;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Names an agent for ever: 32 lower-case hexadecimal digits, a UUID without its dashes.
public record AgentId(String value) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    public AgentId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not an agent id (32 hexadecimal digits): " + value);
        }
    }

    public static AgentId of(UUID uuid) {
        return new AgentId(uuid.toString().replace("-", ""));
    }

    /// Reads an id in either of its written forms; empty when the text is something else, such as a slug.
    public static Optional<AgentId> parse(String text) {
        String plain = text.replace("-", "").toLowerCase(Locale.ROOT);
        boolean written = text.length() == 32 || text.length() == 36;
        return written && FORM.matcher(plain).matches() ? Optional.of(new AgentId(plain)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
