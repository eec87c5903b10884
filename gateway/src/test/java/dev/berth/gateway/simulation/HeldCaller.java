package dev.berth.gateway.simulation;

import dev.berth.gateway.line.Lease;
import dev.berth.gateway.line.LiveCaller;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;

/// A caller who is held until his turn. Whatever comes first decides: the turn, the end of his patience, the end of his
/// call, or that he leaves.
final class HeldCaller implements LiveCaller {

    private final Front front;
    private final Visit visit;
    private final Entry entry;
    private final long patienceEnds;
    private boolean settled;

    /// @param patienceEnds in milliseconds of the timeline
    HeldCaller(Front front, Visit visit, Entry entry, long patienceEnds) {
        this.front = front;
        this.visit = visit;
        this.entry = entry;
        this.patienceEnds = patienceEnds;
    }

    EntryId id() {
        return entry.id();
    }

    Visit visit() {
        return visit;
    }

    long patienceEnds() {
        return patienceEnds;
    }

    @Override
    public boolean waits() {
        if (visit.isOver()) {
            settled = true;
        }
        return !settled;
    }

    @Override
    public boolean take(Lease lease) {
        if (!waits()) {
            return false;
        }
        settled = true;
        front.deliver(lease, this);
        return true;
    }

    void settle(String what, boolean satisfied) {
        if (waits()) {
            settled = true;
            visit.told(what, satisfied);
        }
    }
}
