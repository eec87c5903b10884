package dev.berth.hostd.report;

import dev.berth.kit.Backoff;
import dev.berth.kit.ReconcileLoop;
import dev.berth.protocol.link.ControlPlaneLink;
import dev.berth.protocol.link.HostHello;
import dev.berth.protocol.link.HostReport;
import dev.berth.protocol.link.LinkBroken;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the link to the control plane open and empties the outbox into it.
public final class Uplink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);
    private static final Duration RESYNC = Duration.ofSeconds(10);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

    /// How a session is opened: says hello, and takes assignments for as long as the session is the newest.
    @FunctionalInterface
    public interface Opening {
        ControlPlaneLink.Session open(HostHello hello);
    }

    private final Opening opening;
    private final Supplier<HostHello> hello;
    private final Runnable opened;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final ReconcileLoop loop = new ReconcileLoop("hostd-link", RESYNC, this::pass);
    private final Outbox outbox = new Outbox(loop::signal);
    private volatile boolean renewal;

    // Of the loop's thread, and of close() once that has ended.
    private ControlPlaneLink.@Nullable Session session;
    private int failures;
    private long notBefore = System.nanoTime();

    /// @param hello what this host says of itself when it connects, everything it knows of its instances included
    /// @param opened is called after each connect
    public Uplink(Opening opening, Supplier<HostHello> hello, Runnable opened) {
        this.opening = opening;
        this.hello = hello;
        this.opened = opened;
    }

    public Outbox outbox() {
        return outbox;
    }

    public Uplink start() {
        loop.start();
        return this;
    }

    /// Says hello again on a new session, because what this host says of itself has changed.
    public void renew() {
        renewal = true;
        loop.signal();
    }

    private Duration pass() {
        long early = notBefore - System.nanoTime();
        if (early > 0) {
            return Duration.ofNanos(early);
        }
        try {
            if (renewal) {
                renewal = false;
                closeSession();
            }
            ControlPlaneLink.Session open = session == null ? connect() : session;
            Optional<HostReport> next = outbox.next();
            while (next.isPresent() && !Thread.currentThread().isInterrupted()) {
                open.report(next.get());
                outbox.done(next.get());
                next = outbox.next();
            }
            failures = 0;
            return RESYNC;
        } catch (LinkBroken e) {
            failures++;
            LOG.atWarn()
                    .addKeyValue("attempt", failures)
                    .addKeyValue("reason", e.getMessage())
                    .log("link broken");
            closeSession();
            Duration wait = BACKOFF.after(failures, random);
            notBefore = System.nanoTime() + wait.toNanos();
            return wait;
        }
    }

    private ControlPlaneLink.Session connect() {
        HostHello greeting = hello.get();
        ControlPlaneLink.Session fresh = opening.open(greeting);
        session = fresh;
        greeting.instances().forEach(outbox::done);
        opened.run();
        LOG.atInfo().addKeyValue("host", greeting.name()).log("link opened");
        return fresh;
    }

    private void closeSession() {
        ControlPlaneLink.Session old = session;
        session = null;
        if (old != null) {
            old.close();
        }
    }

    @Override
    public void close() {
        loop.close();
        closeSession();
    }
}
