package dev.berth.journal.postgres;

import dev.berth.kit.ReconcileLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notices that the database was asked and says nothing, long before the connection counts as lost: a machine that
/// hangs breaks none. One thread asks, any may look.
final class Silence implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Silence.class);

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final String REASON = "the journal's database does not answer";

    private final Duration longest;
    private final ReconcileLoop loop = new ReconcileLoop("journal silence", LOOK, this::look);
    private volatile @Nullable Long askedAt;
    private boolean noted; // of the loop's thread

    Silence(Duration longest) {
        this.longest = longest;
    }

    Silence start() {
        loop.start();
        return this;
    }

    void asks() {
        askedAt = System.nanoTime();
    }

    void answered() {
        askedAt = null;
    }

    /// Null when it is not silent.
    @Nullable
    String reason() {
        Long since = askedAt;
        return since != null && System.nanoTime() - since > longest.toNanos() ? REASON : null;
    }

    private Duration look() {
        boolean silent = reason() != null;
        if (silent && !noted) {
            LOG.atError().addKeyValue("reason", REASON).log("journal takes nothing on");
        } else if (noted && !silent) {
            LOG.atInfo().log("journal's database answers again");
        }
        noted = silent;
        return LOOK;
    }

    @Override
    public void close() {
        loop.close();
    }
}
