package dev.berth.journal.log;

import dev.berth.journal.EntryId;
import dev.berth.journal.JournalFailure;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the index does not know yet. Of each entry only its newest state goes there.
final class IndexFeed {

    private static final Logger LOG = LoggerFactory.getLogger(IndexFeed.class);

    private final EntryIndex index;
    private final Consumer<Collection<Tracked>> indexed;
    private final AtomicInteger lacking = new AtomicInteger();
    private final ReentrantLock flushing = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock(); // guards the two fields below it
    private Map<EntryId, Tracked> changed = new LinkedHashMap<>();
    private Position position = Position.START;

    /// @param indexed told of what is in the index now
    IndexFeed(EntryIndex index, Consumer<Collection<Tracked>> indexed) {
        this.index = index;
        this.indexed = indexed;
    }

    void add(List<Tracked> batch, Position upTo) {
        lock.lock();
        try {
            for (Tracked each : batch) {
                if (changed.put(each.entry().id(), each) == null) {
                    lacking.incrementAndGet();
                }
            }
            position = upTo;
        } finally {
            lock.unlock();
        }
    }

    /// How many entries the index lacks, or knows as they were.
    int lag() {
        return lacking.get();
    }

    /// Brings the index up to date, and waits for whoever is at that already. What it does not take now, it gets the
    /// next time.
    void flush() {
        flushing.lock();
        try {
            bring();
        } finally {
            flushing.unlock();
        }
    }

    private void bring() {
        Map<EntryId, Tracked> taken;
        Position upTo;
        lock.lock();
        try {
            taken = changed;
            upTo = position;
            changed = new LinkedHashMap<>();
        } finally {
            lock.unlock();
        }
        if (taken.isEmpty()) {
            return;
        }
        try {
            index.put(taken.values(), upTo);
        } catch (JournalFailure e) {
            LOG.atWarn().addKeyValue("reason", e.getCause()).log("journal index lags");
            putBack(taken);
            return;
        }
        lacking.addAndGet(-taken.size());
        indexed.accept(taken.values());
    }

    private void putBack(Map<EntryId, Tracked> taken) {
        lock.lock();
        try {
            int before = taken.size() + changed.size();
            taken.putAll(changed);
            lacking.addAndGet(taken.size() - before);
            changed = taken;
        } finally {
            lock.unlock();
        }
    }
}
