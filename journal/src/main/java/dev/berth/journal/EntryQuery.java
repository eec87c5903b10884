package dev.berth.journal;

import dev.berth.domain.agent.AgentId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which entries of an agent a list shows, newest first.
///
/// @param states those wanted; none means all
/// @param before the last entry of the page before
/// @param limit from 1 to 500
public record EntryQuery(
        AgentId agent, Set<Standing> states, @Nullable EntryId before, int limit) {

    public static final int LONGEST_PAGE = 500;

    /// An entry's state without its details. The codes are on disks: they never change.
    public enum Standing {
        ACCEPTED(0),
        DELIVERING(1),
        COMPLETED(2),
        ABANDONED(3);

        private static final Standing[] ALL = values();

        private final int code;

        Standing(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }

        /// @throws IllegalArgumentException for a code that means nothing
        public static Standing of(int code) {
            if (code < 0 || code >= ALL.length) {
                throw new IllegalArgumentException("not an entry's state: " + code);
            }
            return ALL[code];
        }

        public static Standing of(EntryState state) {
            return switch (state) {
                case EntryState.Accepted _ -> ACCEPTED;
                case EntryState.Delivering _ -> DELIVERING;
                case EntryState.Completed _ -> COMPLETED;
                case EntryState.Abandoned _ -> ABANDONED;
            };
        }
    }

    public EntryQuery {
        if (limit < 1 || limit > LONGEST_PAGE) {
            throw new IllegalArgumentException("a page has from 1 to %d entries: %d".formatted(LONGEST_PAGE, limit));
        }
        states = Set.copyOf(states);
    }
}
