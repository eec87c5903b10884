package dev.berth.journal.memory;

import dev.berth.journal.Answer;
import dev.berth.journal.Body;
import dev.berth.journal.Bytes;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.Offer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What outlives a [MemoryJournal]: all that it synced. Not for several threads.
public final class MemoryDisk {

    private static final long NONCES = 0x9e3779b97f4a7c15L;

    private final Map<EntryId, Kept> entries = new TreeMap<>();
    private final Map<String, byte[]> bodies = new HashMap<>();
    private long sequence;
    private long spools;

    /// An entry with all that belongs to it.
    record Kept(
            Entry entry,
            Bytes head,
            Body body,
            Offer.@Nullable Key key,
            @Nullable Answer answer) {

        Kept in(Entry now) {
            return new Kept(now, head, body, key, answer);
        }

        Kept with(Answer given) {
            return new Kept(entry, head, body, key, given);
        }
    }

    /// As it is on the disk, whatever waits to be written.
    public Optional<Entry> entry(EntryId id) {
        return Optional.ofNullable(entries.get(id)).map(Kept::entry);
    }

    /// Every entry on the disk, in the order of arrival.
    public Stream<Entry> all() {
        return entries.values().stream().map(Kept::entry);
    }

    /// How many large bodies there are.
    public long bodies() {
        return bodies.size();
    }

    EntryId nextId() {
        sequence++;
        return new EntryId(sequence, sequence * NONCES);
    }

    String nextSpool() {
        return "body-" + ++spools;
    }

    void keepBody(String name, byte[] body) {
        bodies.put(name, body);
    }

    byte[] body(String name) {
        byte[] found = bodies.get(name);
        if (found == null) {
            throw new IllegalStateException("no body is named " + name);
        }
        return found;
    }

    void deleteBody(Body body) {
        if (body instanceof Body.Spooled spooled) {
            bodies.remove(spooled.name());
        }
    }

    Stream<Kept> kept() {
        return entries.values().stream();
    }

    @Nullable
    Kept find(EntryId id) {
        return entries.get(id);
    }

    void write(Kept kept) {
        entries.put(kept.entry().id(), kept);
    }

    void delete(EntryId id) {
        Kept gone = entries.remove(id);
        if (gone != null) {
            deleteBody(gone.body());
            if (gone.answer() != null && gone.answer().body() instanceof Answer.Kept.Whole whole) {
                deleteBody(whole.body());
            }
        }
    }
}
