package dev.berth.gateway;

import dev.berth.edge.route.Decision;
import dev.berth.gateway.line.Lease;
import dev.berth.gateway.line.LiveCaller;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/// A caller who waits for the turn of his call. Whatever comes first decides: the turn, the end of his patience, the
/// end of his call, or that he leaves.
final class WaitingCaller implements LiveCaller {

    private final Function<Lease, Decision> turn;
    private final CompletableFuture<Decision> decided = new CompletableFuture<>();
    private final AtomicBoolean settled = new AtomicBoolean();

    /// @param turn what is done with the lease when the turn comes
    WaitingCaller(Function<Lease, Decision> turn) {
        this.turn = turn;
    }

    @Override
    public boolean waits() {
        return !settled.get();
    }

    @Override
    public boolean take(Lease lease) {
        boolean mine = settled.compareAndSet(false, true);
        if (mine) {
            decided.complete(turn.apply(lease));
        }
        return mine;
    }

    /// Decides, unless something else did.
    void settle(Supplier<Decision> decision) {
        if (settled.compareAndSet(false, true)) {
            decided.complete(decision.get());
        }
    }

    /// @param left what is decided when he leaves, for its observer alone
    Decision.Later later(Supplier<Decision> left) {
        return new Decision.Later(decided, () -> settle(left));
    }
}
