package dev.berth.domain.agent;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/// An agent's name as a DNS label: unique in an installation, used in addresses and as a host name.
public record Slug(String value) {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    public Slug {
        if (!LABEL.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "must be a DNS label (1-63 of a-z, 0-9 and -, not beginning or ending with -): " + value);
        }
        if (AgentId.parse(value).isPresent()) {
            throw new IllegalArgumentException("must not look like an agent id: " + value);
        }
    }

    /// Derives a slug from a free name: `Test Container Agent` becomes `test-container-agent`, and
    /// `Ünïcode` becomes `unicode`.
    ///
    /// @throws IllegalArgumentException when no letter or digit is left, so that the caller has to give a slug
    public static Slug from(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}+", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-");
        String cut = plain.substring(0, Math.min(63, plain.length())).replaceAll("^-+|-+$", "");
        if (cut.isEmpty()) {
            throw new IllegalArgumentException(
                    "none can be made from the name, which has no letter from a to z and no digit; give one: " + name);
        }
        return new Slug(cut);
    }

    @Override
    public String toString() {
        return value;
    }
}
