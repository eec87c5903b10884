package dev.berth.protocol.client;

import org.jspecify.annotations.Nullable;

/// An answer did not come, broke off, or is none that Berth gives. Whether the request was carried out is unknown.
public final class AnswerBroken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AnswerBroken(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
