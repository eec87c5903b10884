package dev.berth.gateway;

import dev.berth.edge.route.Decision;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The step in which a call is taken on, before anything is done for it: the place of the durable journal.
@FunctionalInterface
public interface Acceptance {

    /// Takes on nothing: a call that breaks is for its caller to repeat.
    Acceptance UNRECORDED = (_, passing) -> passing.deliver(false, null);

    /// @param passing resolves, awaits and forwards without keeping anything
    Decision accept(Admitted call, Passing passing);

    /// The way of a call that is not kept.
    @FunctionalInterface
    interface Passing {

        /// @param told whether the answer says that the call was not kept
        /// @param whenUnreachable decides when the agent takes no connection; null offers the call for a while
        Decision deliver(boolean told, @Nullable Supplier<Decision> whenUnreachable);
    }
}
