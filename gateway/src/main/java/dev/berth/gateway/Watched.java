package dev.berth.gateway;

import dev.berth.domain.agent.AgentId;
import dev.berth.edge.route.ExchangeObserver;
import dev.berth.edge.route.Outcome;

/// The last step of a call: it is counted out and told to the log, however it ended.
///
/// One for a call, whatever is decided in its course. A delivery that found nobody is not the end of it: another
/// decision follows.
final class Watched implements ExchangeObserver {

    private final AgentId agent;
    private final CallCounts counts;
    private final CallLog log;
    private final long begun = System.nanoTime();
    private boolean foundNobody;
    private int status;

    Watched(AgentId agent, CallCounts counts, CallLog log) {
        this.agent = agent;
        this.counts = counts;
        this.log = log;
        log.began(agent);
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
        counts.leave(agent);
        boolean unreachable = foundNobody && outcome == Outcome.ANSWERED_HERE;
        Outcome told = unreachable ? Outcome.UNREACHABLE : outcome;
        log.finished(agent, new CallLog.Ending(told, status, System.nanoTime() - begun, bytesIn, bytesOut));
    }
}
