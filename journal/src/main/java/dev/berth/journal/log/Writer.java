package dev.berth.journal.log;

import dev.berth.journal.JournalFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings records to the disk: one thread, one sync for as many as wait, each caller told when its own is there.
///
/// When the disk fails, what was not synced counts as never written: calls that wait to be taken on are refused, all
/// other records are kept and written to a fresh segment as soon as the disk takes one. Until then nothing is taken on.
final class Writer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    private static final int BATCH_RECORDS = 1024;
    private static final int BATCH_BYTES = 2 * Frame.LONGEST_PAYLOAD;
    private static final long LONGEST_PARK = Duration.ofMillis(100).toNanos();
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final SegmentFolder folder;
    private final LogSettings settings;
    private final Listener listener;
    private final Queue<Pending> queue = new ConcurrentLinkedQueue<>();
    private final Deque<Pending> unwritten = new ArrayDeque<>();
    private final List<Pending> batch = new ArrayList<>(BATCH_RECORDS);
    private final ByteBuffer bytes = ByteBuffer.allocate(BATCH_BYTES);
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Thread thread;
    private OpenSegment segment;
    private long previousEnd;
    private volatile boolean parked;
    private volatile boolean closing;
    private volatile @Nullable String stalled;
    private final LongAdder batches = new LongAdder();
    private final LongAdder records = new LongAdder();

    /// Hears what is on the disk, in the order of the log, on the writer's thread, before the callers do.
    interface Listener {

        void written(Pending pending, Location place);

        /// @param position everything before it was told
        void synced(Position position);
    }

    /// @param segment fresh
    Writer(SegmentFolder folder, OpenSegment segment, LogSettings settings, Listener listener) {
        this.folder = folder;
        this.segment = segment;
        this.settings = settings;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("journal").daemon().unstarted(this::run);
    }

    Writer start() {
        thread.start();
        return this;
    }

    /// Never blocks.
    void add(Pending pending) {
        waitingBytes.addAndGet(pending.payload().length());
        queue.add(pending);
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    /// Why nothing can be taken on now; null when it can.
    @Nullable
    String obstacle() {
        String reason = stalled;
        if (reason != null) {
            return reason;
        }
        return closing
                ? "it is closing"
                : waitingBytes.get() > settings.longestQueue() ? "the disk does not keep up" : null;
    }

    @Nullable
    String stalled() {
        return stalled;
    }

    long batches() {
        return batches.sum();
    }

    long records() {
        return records.sum();
    }

    private void run() {
        while (true) {
            if (stalled != null && !recovered()) {
                refuseWaiting();
                if (closing) {
                    failUnwritten();
                    return;
                }
                LockSupport.parkNanos(this, settings.retryPause().toNanos());
                continue;
            }
            collect();
            if (!batch.isEmpty()) {
                write();
            } else if (closing) {
                return;
            } else {
                park();
            }
        }
    }

    private void park() {
        parked = true;
        if (queue.isEmpty() && !closing) {
            LockSupport.parkNanos(this, LONGEST_PARK);
        }
        parked = false;
    }

    /// Takes what waits, what an earlier failure left first, as much as one batch holds.
    private void collect() {
        batch.clear();
        int room = BATCH_BYTES;
        while (batch.size() < BATCH_RECORDS) {
            Pending next = unwritten.isEmpty() ? queue.peek() : unwritten.peek();
            if (next == null || Frame.bytesFor(next.payload().array()) > room) {
                return;
            }
            if (unwritten.isEmpty()) {
                unqueue();
            } else {
                unwritten.remove();
            }
            room -= Frame.bytesFor(next.payload().array());
            batch.add(next);
        }
    }

    private Pending unqueue() {
        Pending first = queue.remove();
        waitingBytes.addAndGet(-first.payload().length());
        return first;
    }

    private void write() {
        List<Location> places = new ArrayList<>(batch.size());
        try {
            if (segment.end() >= settings.segmentBytes()) {
                roll();
            }
            bytes.clear();
            for (Pending each : batch) {
                places.add(segment.put(
                        bytes, each.type(), each.entry(), each.payload().array()));
            }
            segment.write(bytes.flip());
        } catch (IOException e) {
            stall(e);
            return;
        }
        batches.increment();
        records.add(batch.size());
        for (int i = 0; i < places.size(); i++) {
            listener.written(batch.get(i), places.get(i));
        }
        listener.synced(new Position(segment.number(), segment.end()));
        for (int i = 0; i < places.size(); i++) {
            batch.get(i).written().complete(places.get(i));
        }
    }

    private void roll() throws IOException {
        OpenSegment next = folder.create(segment.number() + 1, segment.end(), settings.roomBytes());
        previousEnd = segment.end();
        try (OpenSegment _ = segment) {
            segment = next;
        }
    }

    /// Ends the segment where it was synced last. What of the batch must not fail waits at the head of the line.
    private void stall(IOException failure) {
        String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        if (stalled == null) {
            LOG.atError().addKeyValue("reason", reason).log("journal takes nothing on: the disk failed");
        }
        stalled = reason;
        segment.cut();
        for (Pending each : batch.reversed()) {
            if (each.dispensable()) {
                refuse(each);
            } else {
                unwritten.addFirst(each);
            }
        }
    }

    /// Whether the disk took a fresh segment. An empty one is made anew, so that a long stall leaves no row of them.
    private boolean recovered() {
        boolean empty = segment.end() == SegmentHead.BYTES;
        long end = empty ? previousEnd : segment.end();
        try {
            segment = folder.create(empty ? segment.number() : segment.number() + 1, end, settings.roomBytes());
        } catch (IOException _) {
            return false;
        }
        previousEnd = end;
        stalled = null;
        LOG.atInfo().log("journal takes calls on again");
        return true;
    }

    private void refuseWaiting() {
        while (!queue.isEmpty()) {
            Pending next = unqueue();
            if (next.dispensable()) {
                refuse(next);
            } else {
                unwritten.add(next);
            }
        }
    }

    private void refuse(Pending pending) {
        pending.written().completeExceptionally(new JournalFailure("the disk failed: " + stalled));
    }

    private void failUnwritten() {
        unwritten.forEach(this::refuse);
        unwritten.clear();
    }

    /// Writes what waits, at most for ten seconds, and ends the segment.
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            if (thread.join(CLOSING)) {
                segment.close();
            } else {
                LOG.atWarn().log("journal did not end in time");
            }
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("journal segment did not close");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
