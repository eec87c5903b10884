package dev.berth.hostd.report;

import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.engine.EngineInfo;
import dev.berth.protocol.link.HostReport;
import java.time.InstantSource;
import java.util.Optional;
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

    public EngineHealth(Outbox outbox, InstantSource clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /// A call to the engine got no answer.
    public void lost(EngineUnreachable failure) {
        String said = failure.getMessage();
        String sentence = "Its host's container engine does not answer"
                + (said == null || said.isBlank() ? "." : " (" + said + ").");
        lock.lock();
        try {
            if (trouble != null) {
                return;
            }
            trouble = sentence;
        } finally {
            lock.unlock();
        }
        LOG.atWarn().addKeyValue("reason", said).log("engine lost");
        tell();
    }

    /// The engine answers.
    ///
    /// @return whether it did not, or was not known to, before
    public boolean answered(EngineInfo who) {
        lock.lock();
        try {
            boolean news = trouble != null || info == null;
            trouble = null;
            info = who;
            if (!news) {
                return false;
            }
        } finally {
            lock.unlock();
        }
        LOG.atInfo()
                .addKeyValue("status", who.version())
                .addKeyValue("host", who.name())
                .log("engine answers");
        tell();
        return true;
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
