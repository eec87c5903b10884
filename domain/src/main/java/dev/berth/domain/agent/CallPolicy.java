package dev.berth.domain.agent;

import java.util.Set;
import java.util.TreeSet;

/// How calls to an agent are kept, queued and delivered.
///
/// @param concurrency how many queued calls are delivered at a time; 1 under [Order#STRICT], whatever it says
/// @param retryOn statuses of the agent's answers that do not end a call; empty, the default, lets every answer end it
/// @param waitingPage whether browsers are shown a page that asks again while the agent is not ready
public record CallPolicy(
        JournalTerms journal,
        Redelivery redelivery,
        Order order,
        int concurrency,
        WhenStopped whenStopped,
        Set<Integer> retryOn,
        boolean waitingPage) {

    /// What becomes of a call that may have reached an agent that died before it answered.
    public enum Redelivery {
        AT_LEAST_ONCE,
        /// Only GET, HEAD, OPTIONS, TRACE, PUT and DELETE are repeated; others end as outcome unknown.
        SAFE_METHODS_ONLY
    }

    /// Which calls wait for which.
    public enum Order {
        /// Queued ones are begun as they arrived; a caller who waits at a ready agent does not queue.
        ARRIVAL,
        /// All calls are delivered one by one, as they arrived.
        STRICT
    }

    /// What becomes of a call to an agent that a person stopped or paused.
    public enum WhenStopped {
        QUEUE,
        REFUSE
    }

    private static final int MOST_AT_A_TIME = 1000;

    public static final CallPolicy DEFAULT = new CallPolicy(
            JournalTerms.DEFAULT, Redelivery.AT_LEAST_ONCE, Order.ARRIVAL, 8, WhenStopped.QUEUE, Set.of());

    public CallPolicy {
        retryOn = Set.copyOf(retryOn);
        if (concurrency < 1 || concurrency > MOST_AT_A_TIME) {
            throw new IllegalArgumentException(
                    "concurrency must be between 1 and %d: %d".formatted(MOST_AT_A_TIME, concurrency));
        }
        for (int status : new TreeSet<>(retryOn)) {
            if (status < 400 || status > 599) {
                throw new IllegalArgumentException("retry_on holds statuses from 400 to 599: " + status);
            }
        }
    }

    /// Without a waiting page.
    public CallPolicy(
            JournalTerms journal,
            Redelivery redelivery,
            Order order,
            int concurrency,
            WhenStopped whenStopped,
            Set<Integer> retryOn) {
        this(journal, redelivery, order, concurrency, whenStopped, retryOn, false);
    }

    public CallPolicy with(JournalTerms changed) {
        return new CallPolicy(changed, redelivery, order, concurrency, whenStopped, retryOn, waitingPage);
    }

    public CallPolicy waitingPage(boolean changed) {
        return new CallPolicy(journal, redelivery, order, concurrency, whenStopped, retryOn, changed);
    }

    /// How many queued calls are delivered at a time.
    public int lanes() {
        return order == Order.STRICT ? 1 : concurrency;
    }
}
