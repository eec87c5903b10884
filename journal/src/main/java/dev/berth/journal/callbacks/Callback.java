package dev.berth.journal.callbacks;

import dev.berth.domain.agent.AgentId;
import dev.berth.journal.EntryId;

/// Somebody is to be told how a call ended.
///
/// @param url where, as the caller wrote it; it may hold secrets of the caller
/// @param destination the same for all that go to one host and port; tells nothing else
public record Callback(EntryId entry, AgentId agent, String url, String destination, CallbackState state) {

    @Override
    public String toString() {
        return "Callback[" + entry + ", " + state + "]";
    }
}
