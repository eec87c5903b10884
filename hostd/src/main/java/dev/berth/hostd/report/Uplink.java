package dev.berth.hostd.report;

import dev.berth.kit.Backoff;
import dev.berth.kit.ReconcileLoop;
import dev.berth.protocol.link.ControlPlaneLink;
import dev.berth.protocol.link.HostHello;
import dev.berth.protocol.link.HostReport;
import dev.berth.protocol.link.LinkBroken;
import java.time.Duration;
import java.util.Optional;
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

    /// Says what this host is and knows; may wait a moment until it knows.
    @FunctionalInterface
    public interface Introduction {
        HostHello hello() throws InterruptedException;
    }

    private final Opening opening;
    private final Introduction introduction;
    private final Runnable opened;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final ReconcileLoop loop = new ReconcileLoop("hostd-link", RESYNC, this::pass);
    private final Outbox outbox = new Outbox(loop::signal);
    private volatile boolean renewal;

    // Of the loop's thread, and of close() once that has ended.
    private ControlPlaneLink.@Nullable Session session;
    private @Nullable HostHello said;
    private int failures;
    private long notBefore = System.nanoTime();

    /// @param introduction everything this host knows of its instances included
    /// @param opened is called after each connect
    public Uplink(Opening opening, Introduction introduction, Runnable opened) {
        this.opening = opening;
        this.introduction = introduction;
        this.opened = opened;
    }

    public Outbox outbox() {
        return outbox;
    }

    public Uplink start() {
        loop.start();
        return this;
    }

    /// What this host says of itself has changed: says hello again, on a new session, if it has said it already.
    public void renew() {
        renewal = true;
        loop.signal();
    }

    private Duration pass() throws InterruptedException {
        long early = notBefore - System.nanoTime();
        if (early > 0) {
            return Duration.ofNanos(early);
        }
        try {
            if (renewal) {
                renewal = false;
                closeUnlessStillTrue();
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

    private ControlPlaneLink.Session connect() throws InterruptedException {
        HostHello greeting = introduction.hello();
        said = greeting;
        ControlPlaneLink.Session fresh = opening.open(greeting);
        session = fresh;
        greeting.instances().forEach(outbox::greeted);
        opened.run();
        LOG.atInfo().addKeyValue("host", greeting.name()).log("link opened");
        return fresh;
    }

    private void closeUnlessStillTrue() throws InterruptedException {
        if (session == null || said == null) {
            return;
        }
        HostHello now = introduction.hello();
        boolean same = now.engine().equals(said.engine())
                && now.cores() == said.cores()
                && now.memoryBytes() == said.memoryBytes();
        if (!same) {
            closeSession();
        }
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
