package dev.berth.domain.instance;

import dev.berth.domain.agent.Hibernation;
import java.time.Instant;

/// Where an instance is in its life. Only the host that runs it writes it.
///
/// States move forward only. Each state offers just the moves it allows, so an illegal move does
/// not compile. Waking or restarting an agent is not a move: it places a new instance.
public sealed interface InstanceState {

    /// It never ran, and may never run.
    sealed interface Unstarted extends InstanceState {

        /// @param frozen whether a container is left that keeps the memory of an instance before it
        default Ended abandoned(boolean frozen, Instant at) {
            return new Ended(frozen ? new EndReason.Hibernated(Hibernation.FREEZE) : new EndReason.Stopped(), at);
        }
    }

    /// Assigned to a host that has not made its container yet.
    ///
    /// @param doing what the host does about it now, for people: `pulling image x`
    record Placed(String doing) implements Unstarted {

        public Prepared prepared(ContainerId container) {
            return new Prepared(container);
        }

        public Ended failed(EndReason.NotStarted reason, Instant at) {
            return new Ended(reason, at);
        }
    }

    /// Its container exists and does not run.
    record Prepared(ContainerId container) implements Unstarted {

        public Running started(Reach reach, Instant at) {
            return new Running(container, reach, Readiness.STARTING, at);
        }

        public Ended failed(EndReason.NotStarted reason, Instant at) {
            return new Ended(reason, at);
        }
    }

    /// Its container's processes exist.
    record Running(ContainerId container, Reach reach, Readiness readiness, Instant since) implements InstanceState {

        public Running becomes(Readiness seen) {
            return new Running(container, reach, seen, since);
        }

        public Ended stopped(Instant at) {
            return new Ended(new EndReason.Stopped(), at);
        }

        public Ended hibernated(Hibernation how, Instant at) {
            return new Ended(new EndReason.Hibernated(how), at);
        }

        public Ended ended(EndReason.Unasked reason, Instant at) {
            return new Ended(reason, at);
        }
    }

    /// It will never run again.
    record Ended(EndReason reason, Instant at) implements InstanceState {}

    /// Whether a running instance can take calls.
    enum Readiness {
        /// Its port does not open yet, or its health check does not pass yet.
        STARTING,
        READY,
        /// Its health check failed too often.
        UNHEALTHY,
        /// Frozen by somebody who used the engine directly.
        PAUSED
    }

    default boolean live() {
        return !(this instanceof Ended);
    }
}
