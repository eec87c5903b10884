package dev.berth.domain.agent;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Names an agent for ever: 32 lower-case hexadecimal digits, a UUID without its dashes.
public record AgentId(String value) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

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
        String lower = text.toLowerCase(Locale.ROOT);
        boolean id = FORM.matcher(lower).matches() || UUID_FORM.matcher(lower).matches();
        return id ? Optional.of(new AgentId(lower.replace("-", ""))) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
