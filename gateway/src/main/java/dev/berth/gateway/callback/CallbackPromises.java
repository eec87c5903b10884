package dev.berth.gateway.callback;

import dev.berth.domain.agent.AgentId;
import dev.berth.journal.Entry;
import dev.berth.journal.JournalFailure;
import dev.berth.kit.Problem;
import java.util.Optional;

/// Promises callers that they are told how their calls end. Blocks, for virtual threads.
public interface CallbackPromises {

    /// Promises nothing.
    CallbackPromises NONE = new CallbackPromises() {
        @Override
        public Optional<Problem> obstacle(AgentId agent, String text) {
            return Optional.of(
                    Problem.of(422, "callback_not_allowed", "Berth-Callback is not served here. Leave it out."));
        }

        @Override
        public void owe(Entry entry, String text) {
            throw new JournalFailure("callbacks are not served here");
        }
    };

    /// Why a callback to this address cannot be owed; empty when it can.
    ///
    /// @param text as the caller wrote it
    Optional<Problem> obstacle(AgentId agent, String text);

    /// Owes a callback from now on; returns when that is on the disk. Does nothing when it is owed already.
    ///
    /// @param text without an [#obstacle]
    /// @throws JournalFailure when the disk did not take it
    void owe(Entry entry, String text);
}
