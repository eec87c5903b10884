package dev.berth.domain.instance;

import dev.berth.domain.agent.Hibernation;
import java.util.List;

/// Why an instance ended.
public sealed interface EndReason {

    /// Its goal was STOP.
    record Stopped() implements EndReason {}

    /// Its goal was HIBERNATE; its container is kept.
    record Hibernated(Hibernation depth) implements EndReason {}

    /// It never ran.
    ///
    /// @param detail what the engine said, as a sentence
    /// @param remedy what a person can do about it, as a sentence
    record NotStarted(Cause cause, String detail, String remedy) implements EndReason {

        /// What kept it from running.
        public enum Cause {
            IMAGE_UNAVAILABLE,
            PORT_TAKEN,
            /// A port of the host that Berth had chosen: it can choose another.
            CHOSEN_PORT_TAKEN,
            FOLDER_MISSING,
            NAME_TAKEN,
            COMMAND_NOT_FOUND,
            REFUSED
        }
    }

    /// An end that Berth did not ask for.
    sealed interface Unasked extends EndReason {}

    /// Its main process ended by itself, or was killed for using too much memory.
    ///
    /// @param lastLogLines at most 20, oldest first
    record Exited(int exitCode, boolean outOfMemory, List<String> lastLogLines) implements Unasked {
        public Exited {
            lastLogLines = List.copyOf(lastLogLines);
        }
    }

    /// Its health check kept failing, so its host stopped it.
    ///
    /// @param detail what the last check found, as a sentence
    record Unhealthy(String detail) implements Unasked {}

    /// It went down together with its engine or its host.
    record WentDown() implements Unasked {}

    /// Somebody who used the engine directly stopped its container.
    record StoppedAtEngine() implements Unasked {}

    /// Somebody who used the engine directly removed its container, and the files in it.
    record RemovedAtEngine() implements Unasked {}
}
