package dev.berth.controlplane.agents;

import org.jspecify.annotations.Nullable;

/// The database did not answer. Nothing is known about the write; retrying is safe.
public final class StoreFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// Whether it found no room to write; then nothing was written.
    private final boolean diskFull;

    public StoreFailure(String what, @Nullable Throwable cause) {
        this(what, cause, false);
    }

    public StoreFailure(String what, @Nullable Throwable cause, boolean diskFull) {
        super("the database did not " + what, cause);
        this.diskFull = diskFull;
    }

    public boolean diskFull() {
        return diskFull;
    }
}
