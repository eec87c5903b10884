package dev.berth.gateway;

import dev.berth.edge.http.HeaderLines;
import dev.berth.edge.http.RequestEdits;
import dev.berth.edge.http.ResponseEdits;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Interruption;
import dev.berth.edge.route.UpstreamFailure;
import dev.berth.gateway.AgentRoute.Way;
import dev.berth.gateway.line.Lease;
import dev.berth.gateway.line.Methods;
import dev.berth.gateway.line.Verdict;
import dev.berth.journal.Entry;
import dev.berth.kit.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// One kept call whose caller is still there: it is held until its turn, and the answer streams to him.
final class LiveCall {

    private static final Problem LEFT = Problem.of(503, "caller_left", "The caller left.");

    private final Admitted call;
    private final Entry entry;
    private final Delivering delivering;
    private final Outcomes outcomes;
    private final KeptCalls.Clockwork clockwork;
    private final GatewaySettings settings;
    private final boolean hasKey;
    private final boolean repeatable;
    private final Instant patienceEnds;

    LiveCall(Admitted call, Entry entry, KeptCalls.Parts parts, Duration hold, boolean hasKey) {
        this.call = call;
        this.entry = entry;
        this.delivering = parts.delivering();
        this.outcomes = parts.outcomes();
        this.clockwork = parts.clockwork();
        this.settings = parts.settings();
        this.hasKey = hasKey;
        this.repeatable = Methods.isRepeatable(call.call().head().method());
        this.patienceEnds = clockwork.now().plus(hold);
    }

    /// Queues the call and holds its caller.
    Decision queued() {
        WaitingCaller caller = waiting();
        delivering.deliverer().queue(entry, caller);
        return held(caller);
    }

    /// Delivers the call that was taken on for an instance that is ready.
    Decision begun() {
        Lease lease = Lease.first(entry);
        delivering.deliverer().began(lease);
        return deliver(lease);
    }

    private WaitingCaller waiting() {
        return new WaitingCaller(this::deliver);
    }

    private Decision held(WaitingCaller caller) {
        call.watched().held();
        Duration left = Duration.between(clockwork.now(), patienceEnds);
        if (!left.isPositive()) {
            caller.settle(this::later);
        } else {
            clockwork.after(left, () -> caller.settle(this::later));
            settleAtEnd(caller, delivering.deliverer().ending(entry.id()));
        }
        return caller.later(() -> new Decision.Refuse(LEFT, HeaderLines.none(), call.watched()));
    }

    private void settleAtEnd(WaitingCaller caller, CompletableFuture<Entry> ending) {
        CompletableFuture<Void> _ = ending.thenAcceptAsync(
                ended -> caller.settle(() -> outcomes.ended(ended, answerEdits(List.of()), call.watched())),
                clockwork.blocking());
    }

    private Decision later() {
        return Outcomes.later(entry, "The agent was not ready in time; the call waits for it.", call.watched());
    }

    private Decision deliver(Lease lease) {
        call.watched().letGo();
        Optional<Way.Clear> way = delivering.way(lease);
        if (way.isEmpty()) {
            return again(lease);
        }
        call.watched().broughtTo(lease.instance());
        Hooks hooks = delivering
                .hooks(lease, repeatable, call.watched())
                .withUnreachable((UpstreamFailure _) -> again(lease))
                .withUnanswered(interruption -> unanswered(lease, interruption));
        return new Decision.Forward(
                way.get().upstream(),
                requestEdits(lease, way.get()),
                answerEdits(List.of(way.get().authority())),
                hooks);
    }

    private RequestEdits requestEdits(Lease lease, Way.Clear way) {
        RequestEdits edits = Forwarding.edits(
                call.call(),
                call.target(),
                call.usedAuthorization(),
                way.authority(),
                settings.trusted().contain(call.call().peer().host()));
        return new RequestEdits(edits.target(), edits.removed(), edits.added().addAll(Delivering.told(lease, hasKey)));
    }

    /// @param authorities under which the agent knew itself
    private ResponseEdits answerEdits(List<String> authorities) {
        return PutBack.edits(
                call.call(),
                call.target().prefix(),
                authorities,
                new HeaderLines().add(Outcomes.ENTRY, entry.id().toString()));
    }

    /// No byte of it reached the agent: it waits on, with its caller.
    private Decision again(Lease lease) {
        WaitingCaller caller = waiting();
        Decision held = held(caller);
        delivering.deliverer().notReached(lease, caller);
        return held;
    }

    /// It waits for its next delivery, or for its end to be on the disk.
    private Decision unanswered(Lease lease, Interruption interruption) {
        WaitingCaller caller = waiting();
        Decision held = held(caller);
        Verdict _ = Interruptions.judge(delivering, lease, repeatable, interruption, caller);
        return held;
    }

    /// Awaits the end of a call that is under way already, for a caller who repeats it.
    static Decision joined(Admitted call, Entry entry, KeptCalls.Parts parts, Duration hold) {
        LiveCall repeated = new LiveCall(call, entry, parts, hold, true);
        WaitingCaller caller = new WaitingCaller(_ -> {
            throw new IllegalStateException("who repeats a call delivers nothing");
        });
        parts.clockwork()
                .blocking()
                .execute(() -> repeated.settleAtEnd(
                        caller, parts.delivering().deliverer().ended(entry.id())));
        parts.clockwork().after(hold, () -> caller.settle(repeated::stillRunning));
        return caller.later(() -> new Decision.Refuse(LEFT, HeaderLines.none(), call.watched()));
    }

    private Decision stillRunning() {
        return Outcomes.later(entry, "The same call is under way already.", call.watched());
    }
}
