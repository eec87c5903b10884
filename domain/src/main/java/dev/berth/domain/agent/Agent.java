package dev.berth.domain.agent;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What a user named and deployed. Lives until removed.
///
/// @param latest the newest revision; the one in force is that of the running instance
/// @param restarts how often a crashed instance was followed by another
public record Agent(
        AgentId id,
        Slug slug,
        Profile profile,
        AgentKind kind,
        String owner,
        Conduct conduct,
        Wish wish,
        Revision latest,
        int restarts,
        Instant createdAt,
        Instant updatedAt) {

    /// What describes an agent and changes nothing about how it runs.
    ///
    /// @param name free text, 1 to 100 printable characters
    /// @param type the user's own word for what it is, handed to the container as `AGENT_TYPE`
    /// @param config the agent's own business: JSON text, handed to the container as `AGENT_CONFIG`
    public record Profile(String name, String description, String type, Map<String, String> labels, String config) {

        public Profile {
            flaw(name).ifPresent(flaw -> {
                throw new IllegalArgumentException("name must be 1 to 100 printable characters; " + flaw);
            });
            labels = Map.copyOf(labels);
        }

        private static Optional<String> flaw(String name) {
            int[] characters = name.codePoints().toArray();
            if (characters.length > 100) {
                return Optional.of("this one has " + characters.length);
            }
            for (int i = 0; i < characters.length; i++) {
                if (!printable(characters[i])) {
                    return Optional.of("character %d is U+%04X".formatted(i + 1, characters[i]));
                }
            }
            boolean blank = name.codePoints().allMatch(each -> Character.isSpaceChar(each));
            return blank ? Optional.of("this one is blank") : Optional.empty();
        }

        private static boolean printable(int character) {
            return switch (Character.getType(character)) {
                case Character.CONTROL,
                        Character.SURROGATE,
                        Character.UNASSIGNED,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> false;
                default -> true;
            };
        }
    }

    public Agent with(Wish newWish) {
        return new Agent(id, slug, profile, kind, owner, conduct, newWish, latest, restarts, createdAt, updatedAt);
    }

    public Agent restarted() {
        return new Agent(id, slug, profile, kind, owner, conduct, wish, latest, restarts + 1, createdAt, updatedAt);
    }
}
