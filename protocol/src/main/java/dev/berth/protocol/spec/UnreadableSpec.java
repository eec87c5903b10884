package dev.berth.protocol.spec;

import org.jspecify.annotations.Nullable;

/// A stored spec is of a newer format than this version knows, or is damaged. The message says which.
public final class UnreadableSpec extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableSpec(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
