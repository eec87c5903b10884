package dev.berth.domain.activity;

import java.time.Instant;

/// A promise that an agent is kept awake until then.
///
/// @param reason of whoever asked, at most 200 characters; may be empty
public record Lease(Instant until, String reason) {

    public static final int LONGEST_REASON = 200;

    public Lease {
        if (reason.length() > LONGEST_REASON) {
            throw new IllegalArgumentException(
                    "reason must be at most %d characters: %d".formatted(LONGEST_REASON, reason.length()));
        }
    }
}
