package dev.berth.protocol.client;

import java.util.Locale;

/// What can be done with an agent that is there.
public enum AgentAction {
    START,
    STOP,
    RESTART,
    PAUSE,
    RESUME,
    WAKE;

    /// Whether it ends what runs, and lets open calls end first unless it is forced.
    public boolean drains() {
        return this == STOP || this == RESTART;
    }

    /// As in paths and on the command line: `start`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
