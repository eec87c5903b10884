package dev.berth.gateway;

import dev.berth.edge.route.ExchangeObserver;
import dev.berth.edge.route.Outcome;
import dev.berth.gateway.line.Deliverer;
import dev.berth.gateway.line.Lease;
import dev.berth.gateway.line.Verdict;

/// Ends a lease whose delivery ended otherwise than with an answer, an agent that was not reached, or one that broke
/// off: those are told by the recorder and by the hooks.
final class LeaseObserver implements ExchangeObserver {

    private final Lease lease;
    private final boolean repeatable;
    private final Delivering delivering;
    private final ExchangeObserver watched;
    private boolean connected;

    /// @param watched hears of what is an end for the caller
    LeaseObserver(Lease lease, boolean repeatable, Delivering delivering, ExchangeObserver watched) {
        this.lease = lease;
        this.repeatable = repeatable;
        this.delivering = delivering;
        this.watched = watched;
    }

    @Override
    public void upstreamConnected(boolean reused) {
        connected = true;
        delivering.log().attempted();
        watched.upstreamConnected(reused);
    }

    @Override
    public void answered(int status) {
        watched.answered(status);
    }

    @Override
    public void finished(Outcome outcome, long bytesIn, long bytesOut) {
        boolean unread = delivering.bodies().wasUnread(lease.id());
        switch (outcome) {
            case UNREACHABLE, UPSTREAM_FAILED, TIMED_OUT -> {
                // The hooks decide; it is no end for the caller.
            }
            case ANSWERED -> watched.finished(outcome, bytesIn, bytesOut);
            case CLIENT_LEFT, BROKEN_OFF, REQUEST_FAULTY, NOT_RECORDED, ANSWERED_HERE, TUNNELLED -> {
                end(outcome, unread);
                watched.finished(outcome, bytesIn, bytesOut);
            }
        }
    }

    /// @param unread whether the journal was away while the call's body was read
    private void end(Outcome outcome, boolean unread) {
        Deliverer deliverer = delivering.deliverer();
        if (outcome == Outcome.REQUEST_FAULTY && !unread) {
            deliverer.damaged(lease, "The body could not be read to its end.");
        } else if (connected) {
            Verdict _ = deliverer.interrupted(lease, repeatable, why(outcome), null);
        } else {
            deliverer.notReached(lease, null);
        }
    }

    private static String why(Outcome outcome) {
        return switch (outcome) {
            case BROKEN_OFF -> "The agent's answer broke off.";
            case NOT_RECORDED -> "The agent's answer could not be written to the disk.";
            case REQUEST_FAULTY -> "The journal did not answer while the call was being sent.";
            default -> "The delivery was cut off.";
        };
    }
}
