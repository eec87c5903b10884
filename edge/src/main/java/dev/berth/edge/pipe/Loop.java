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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// What the connections of one event loop share. Touched by that loop's thread alone.
final class Loop {

    /// Deadlines are kept to this length.
    static final Duration TICK = Duration.ofMillis(50);

    /// Heads that are being read or in use at a time rarely exceed this; further readers are made and dropped.
    private static final int KEPT_READERS = 1024;

    private final EventLoop events;
    private final EdgeLimits limits;
    private final Router router;
    private final Deadlines deadlines = new Deadlines(System.nanoTime());
    private final Transport transport;
    private final UpstreamPool pool;
    private final Connector connector;
    private final RequestIds ids = new RequestIds(
            System::currentTimeMillis, ThreadLocalRandom.current().nextLong());
    private final Deque<HeadReader> requestReaders = new ArrayDeque<>();
    private final Deque<HeadReader> answerReaders = new ArrayDeque<>();
    private boolean closing;

    Loop(EventLoop events, EdgeLimits limits, Router router, Transport transport, NameResolver names) {
        this.events = events;
        this.limits = limits;
        this.router = router;
        this.transport = transport;
        this.pool = new UpstreamPool(limits.upstreams().idleConnections());
        this.connector = new Connector(this, transport, names);
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
        return limits;
    }

    Router router() {
        return router;
    }

    Transport transport() {
        return transport;
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

    HeadReader takeRequestReader() {
        HeadReader reader = requestReaders.pollLast();
        return begun(reader == null ? new HeadReader(limits.requestHead()) : reader);
    }

    void giveRequestReader(HeadReader reader) {
        if (requestReaders.size() < KEPT_READERS) {
            requestReaders.addLast(reader);
        }
    }

    HeadReader takeAnswerReader() {
        HeadReader reader = answerReaders.pollLast();
        return begun(reader == null ? new HeadReader(limits.answerHead()) : reader);
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
