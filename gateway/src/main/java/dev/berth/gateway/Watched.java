package dev.berth.gateway;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.edge.route.ExchangeObserver;
import dev.berth.edge.route.Outcome;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The last step of a call: it is counted out and told to the log, however it ended.
///
/// One for a call, whatever is decided in its course. A delivery that found nobody is not the end of it: another
/// decision follows.
final class Watched implements ExchangeObserver {

    private final AgentId agent;
    private final CallCounts counts;
    private final CallLog log;
    private final long begun = System.nanoTime();
    private final ReentrantLock lock = new ReentrantLock();
    private Place place = Place.ON_ITS_WAY;
    private @Nullable InstanceId at;
    private boolean foundNobody;
    private int status;

    Watched(AgentId agent, CallCounts counts, CallLog log) {
        this.agent = agent;
        this.counts = counts;
        this.log = log;
        log.began(agent);
    }

    /// Where a call is.
    private enum Place {
        /// At the agent, or about to be brought there.
        ON_ITS_WAY,
        HELD,
        OVER
    }

    /// It waits at the gate: an agent that is to end need not wait for it.
    void held() {
        move(Place.ON_ITS_WAY, Place.HELD, () -> {
            counts.hold(agent, at);
            at = null;
        });
    }

    /// It goes to this instance now; what it was brought to before does not have it any more.
    void broughtTo(InstanceId instance) {
        lock.lock();
        try {
            if (place == Place.ON_ITS_WAY && !instance.equals(at)) {
                counts.bring(agent, at, instance);
                at = instance;
            }
        } finally {
            lock.unlock();
        }
    }

    /// It waits no more. To be called before its route is looked up: so that an agent whose routes are closed, and
    /// that has no calls then, has none on the way to it.
    void letGo() {
        move(Place.HELD, Place.ON_ITS_WAY, () -> counts.letGo(agent));
    }

    private void move(Place from, Place to, Runnable counted) {
        lock.lock();
        try {
            if (place == from) {
                place = to;
                counted.run();
            }
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            counts.leave(agent, place == Place.HELD, at);
            place = Place.OVER;
        } finally {
            lock.unlock();
        }
    }

    /// For a delivery after whose failure the call is delivered again.
    ExchangeObserver goingOn() {
        return new ExchangeObserver() {
            @Override
            public void answered(int answer) {
                Watched.this.answered(answer);
            }

            @Override
            public void finished(Outcome outcome, long bytesIn, long bytesOut) {
                if (outcome != Outcome.UPSTREAM_FAILED) {
                    Watched.this.finished(outcome, bytesIn, bytesOut);
                }
            }
        };
    }

    @Override
    public void answered(int answer) {
        status = answer;
    }

    @Override
    public void finished(Outcome outcome, long bytesIn, long bytesOut) {
        if (outcome == Outcome.UNREACHABLE) {
            foundNobody = true;
            return;
        }
        leave();
        boolean unreachable = foundNobody && outcome == Outcome.ANSWERED_HERE;
        Outcome told = unreachable ? Outcome.UNREACHABLE : outcome;
        log.finished(agent, new CallLog.Ending(told, status, System.nanoTime() - begun, bytesIn, bytesOut));
    }
}
