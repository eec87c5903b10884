package dev.berth.gateway.simulation;

import dev.berth.domain.agent.AgentId;
import dev.berth.gateway.line.Methods;
import dev.berth.gateway.simulation.Visit.Call;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import org.jspecify.annotations.Nullable;

/// What truly happened to one entry, whoever knows of it.
final class Fate {

    private static final String CALLBACK = "Berth-Callback: https://example.org/\r\n";
    private static final String KEY = "Idempotency-Key: ";

    private final Entry entry;
    private final String head;

    /// Somebody was told that it was taken on, or it was found on the disk.
    boolean taken;
    /// Its answer was released.
    boolean answered;
    /// Its agent did the work and said so.
    boolean agentAnswered;
    /// Its callback could not be owed, so it was not taken on after all.
    boolean refused;
    boolean timedOut;
    /// Its deadline had passed when it was given up first, whatever the clock says later.
    boolean overdue;
    boolean cancelAsked;
    boolean abandonAsked;
    /// It had its turn before, whatever came of it.
    boolean turned;
    /// In this life it has its turn now, alone or with a caller.
    @Nullable
    Boolean turnAlone;
    /// In this life it is being delivered now.
    boolean underWay;
    /// How often its agent has read it.
    int reached;
    /// Deliveries that may have reached its agent, as far as the server can know.
    int mayHaveReached;
    /// Since when it waits for its turn, in milliseconds of the timeline; negative while it does not.
    long waitsSince = -1;

    private long endedSeen = -1;

    Fate(Entry entry, String head) {
        this.entry = entry;
        this.head = head;
    }

    /// When it was first seen to have ended.
    ///
    /// @param now in milliseconds of the timeline
    long endedSeen(long now) {
        endedSeen = endedSeen < 0 ? now : endedSeen;
        return endedSeen;
    }

    static String head(Call call) {
        String key = call.key() == null ? "" : KEY + call.key() + "\r\n";
        return call.method() + " / HTTP/1.1\r\n" + key + (call.callback() ? CALLBACK : "") + "\r\n";
    }

    boolean wantsCallback() {
        return head.contains(CALLBACK);
    }

    EntryId id() {
        return entry.id();
    }

    Entry entry() {
        return entry;
    }

    AgentId agent() {
        return entry.agent();
    }

    boolean isRepeatable() {
        return Methods.isRepeatable(head.substring(0, head.indexOf(' ')));
    }

    /// The key that the agent is given: the caller's, or else the entry's name.
    String key() {
        int from = head.indexOf(KEY);
        return from < 0 ? entry.id().toString() : head.substring(from + KEY.length(), head.indexOf("\r\n", from));
    }
}
