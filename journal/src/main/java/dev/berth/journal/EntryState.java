package dev.berth.journal;

import dev.berth.domain.instance.InstanceId;
import java.time.Instant;

/// Where an entry is in its life. Only the journal writes it, and each state offers just the moves it allows.
///
/// Attempts are deliveries of which a byte may have reached the agent.
public sealed interface EntryState {

    /// How often it may have reached the agent.
    int attempts();

    /// Taken on, on the disk, and waiting for its delivery.
    record Accepted(int attempts) implements EntryState {

        public Delivering delivering(InstanceId instance, Instant at) {
            return new Delivering(attempts + 1, instance, at);
        }

        public Abandoned abandoned(Reason reason, String detail, Instant at) {
            return new Abandoned(attempts, reason, detail, at);
        }
    }

    /// In the hands of the one deliverer that leases it.
    ///
    /// @param attempt counts from 1
    record Delivering(int attempt, InstanceId instance, Instant since) implements EntryState {

        @Override
        public int attempts() {
            return attempt;
        }

        /// No byte of it reached the agent: that was no attempt.
        public Accepted undelivered() {
            return new Accepted(attempt - 1);
        }

        /// It may have reached the agent, and nobody has the answer.
        public Accepted interrupted() {
            return new Accepted(attempt);
        }

        /// @param status of the agent's answer
        public Completed completed(int status, Instant at) {
            return new Completed(attempt, status, at);
        }

        public Abandoned abandoned(Reason reason, String detail, Instant at) {
            return new Abandoned(attempt, reason, detail, at);
        }
    }

    /// An entry that ended: nothing runs it again.
    sealed interface Ended extends EntryState {

        Instant at();
    }

    /// The agent answered.
    ///
    /// @param status of the answer
    record Completed(int attempts, int status, Instant at) implements Ended {}

    /// Given up; a dead letter.
    ///
    /// @param detail one sentence for people
    record Abandoned(int attempts, Reason reason, String detail, Instant at) implements Ended {}

    /// Why an entry was given up.
    enum Reason {
        /// Its deadline passed.
        DEADLINE,
        /// It reached the agent as often as it may, and was never answered.
        ATTEMPTS,
        /// It may have been carried out, and its agent wants nothing twice.
        OUTCOME_UNKNOWN,
        /// Somebody took it back.
        CANCELLED,
        /// Its agent is gone.
        AGENT_REMOVED,
        /// Its record cannot be read any more.
        DAMAGED
    }
}
