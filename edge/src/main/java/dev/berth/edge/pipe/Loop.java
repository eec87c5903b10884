package dev.berth.edge.pipe;

import dev.berth.edge.EdgeLimits;
import dev.berth.edge.http.HeadReader;
import dev.berth.edge.http.RequestIds;
import dev.berth.edge.route.Router;
import dev.berth.edge.socket.Transport;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// What the connections of one event loop share. Touched by that loop's thread alone.
final class Loop {

    /// Deadlines are kept to this length.
    static final Duration TICK = Duration.ofMillis(50);

    /// Heads that are being read or in use at a time rarely exceed this; further readers are made and dropped.
    private static final int KEPT_READERS = 1024;

    private final EventLoop events;
    private final Shared shared;
    private final Deadlines deadlines = new Deadlines(System.nanoTime());
    private final UpstreamPool pool;
    private final Connector connector;
    private final RequestIds ids = new RequestIds(
            System::currentTimeMillis, ThreadLocalRandom.current().nextLong());
    private final Deque<HeadReader> requestReaders = new ArrayDeque<>();
    private final Deque<HeadReader> answerReaders = new ArrayDeque<>();
    /// Exchanges without a client. Read by other threads too.
    private final AtomicInteger alone = new AtomicInteger();
    private boolean closing;
    private boolean cut;

    Loop(EventLoop events, Shared shared) {
        this.events = events;
        this.shared = shared;
        this.pool = new UpstreamPool(shared.limits().upstreams().idleConnections());
        this.connector = new Connector(this, shared.transport(), shared.names());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it runs as long as the loop
    void start() {
        events.scheduleAtFixedRate(
                () -> deadlines.tick(System.nanoTime()), TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    EventLoop events() {
        return events;
    }

    EdgeLimits limits() {
        return shared.limits();
    }

    Router router() {
        return shared.router();
    }

    Transport transport() {
        return shared.transport();
    }

    /// For what may block.
    Executor threads() {
        return shared.threads();
    }

    /// Does something on this loop: now, if this is its thread.
    void run(Runnable work) {
        if (events.inEventLoop()) {
            work.run();
            return;
        }
        try {
            events.execute(work);
        } catch (RejectedExecutionException _) {
            // The loop has ended: nothing else can touch what belongs to it.
            work.run();
        }
    }

    Deadlines deadlines() {
        return deadlines;
    }

    UpstreamPool pool() {
        return pool;
    }

    Connector connector() {
        return connector;
    }

    RequestIds ids() {
        return ids;
    }

    /// True once no further request is taken: connections close after the answer that is under way.
    boolean isClosing() {
        return closing;
    }

    void beginClosing() {
        closing = true;
        deadlines.closeIdle();
    }

    /// True once everything is ended at once: nothing outlives its client now.
    boolean isCut() {
        return cut;
    }

    void cutAll() {
        cut = true;
        deadlines.cutAll();
    }

    void aloneBegan() {
        alone.incrementAndGet();
    }

    void aloneEnded() {
        alone.decrementAndGet();
    }

    /// Exchanges under way that have no client.
    int alone() {
        return alone.get();
    }

    HeadReader takeRequestReader() {
        HeadReader reader = requestReaders.pollLast();
        return begun(reader == null ? new HeadReader(shared.limits().requestHead()) : reader);
    }

    void giveRequestReader(HeadReader reader) {
        if (requestReaders.size() < KEPT_READERS) {
            requestReaders.addLast(reader);
        }
    }

    HeadReader takeAnswerReader() {
        HeadReader reader = answerReaders.pollLast();
        return begun(reader == null ? new HeadReader(shared.limits().answerHead()) : reader);
    }

    void giveAnswerReader(HeadReader reader) {
        if (answerReaders.size() < KEPT_READERS) {
            answerReaders.addLast(reader);
        }
    }

    private static HeadReader begun(HeadReader reader) {
        reader.begin();
        return reader;
    }
}
