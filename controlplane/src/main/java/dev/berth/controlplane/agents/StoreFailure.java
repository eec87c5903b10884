package dev.berth.controlplane.agents;

import org.jspecify.annotations.Nullable;

/// The database did not answer. Nothing is known about the write; retrying is safe.
public final class StoreFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreFailure(String what, @Nullable Throwable cause) {
        super("the database did not " + what, cause);
    }
}
