package dev.berth.hostd.report;

import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.engine.EngineFailure.EngineUnreachable.Obstacle;
import dev.berth.engine.EngineInfo;
import dev.berth.protocol.link.HostReport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the engine answers, and who it is; each change is reported.
public final class EngineHealth {

    private static final Logger LOG = LoggerFactory.getLogger(EngineHealth.class);

    private final Outbox outbox;
    private final InstantSource clock;
    // Protects the two below.
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable String trouble;
    private @Nullable EngineInfo info;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final Runnable introduced;

    /// @param introduced is called when the engine is another one than before, or first known; must not block
    public EngineHealth(Outbox outbox, InstantSource clock, Runnable introduced) {
        this.outbox = outbox;
        this.clock = clock;
        this.introduced = introduced;
    }

    /// A call to the engine got no answer. One that this daemon gave up itself says nothing about the engine.
    ///
    /// @return whether this is news
    public boolean lost(EngineUnreachable failure) {
        if (failure.obstacle() == Obstacle.INTERRUPTED) {
            return false;
        }
        String sentence = "The container engine does not answer: " + why(failure.obstacle());
        boolean news;
        lock.lock();
        try {
            if (sentence.equals(trouble)) {
                return false;
            }
            news = trouble == null;
            trouble = sentence;
        } finally {
            lock.unlock();
        }
        asked.countDown();
        if (news) {
            LOG.atWarn().addKeyValue("reason", failure.getMessage()).log("engine lost");
        }
        tell();
        return news;
    }

    private static String why(Obstacle obstacle) {
        return switch (obstacle) {
            case NO_SOCKET -> "it does not run, there is no socket at its address.";
            case NOT_LISTENING -> "it does not run, nobody listens at its address.";
            case NOT_PERMITTED -> "its socket may not be used.";
            case TOO_SLOW, INTERRUPTED -> "it takes too long.";
            case BROKEN -> "the connection to it broke.";
        };
    }

    /// The engine answers.
    ///
    /// @return whether it did not, or was not known to, before
    public boolean answered(EngineInfo who) {
        boolean other;
        lock.lock();
        try {
            other = !who.equals(info);
            boolean news = trouble != null || other;
            trouble = null;
            info = who;
            if (!news) {
                return false;
            }
        } finally {
            lock.unlock();
        }
        if (other) {
            introduced.run();
        }
        asked.countDown();
        LOG.atInfo()
                .addKeyValue("status", who.version())
                .addKeyValue("host", who.name())
                .log("engine answers");
        tell();
        return true;
    }

    /// Waits a moment for the first answer, or for the first failure to get one.
    public void awaitFirst(Duration most) throws InterruptedException {
        boolean _ = asked.await(most.toNanos(), TimeUnit.NANOSECONDS);
    }

    public Optional<EngineInfo> info() {
        lock.lock();
        try {
            return Optional.ofNullable(info);
        } finally {
            lock.unlock();
        }
    }

    /// One sentence when the engine does not answer.
    public Optional<String> trouble() {
        lock.lock();
        try {
            return Optional.ofNullable(trouble);
        } finally {
            lock.unlock();
        }
    }

    /// Reports how it stands now, such as to a control plane that has just connected.
    public void tell() {
        outbox.put(new HostReport.EngineHealth(trouble(), clock.instant()));
    }
}
