package dev.berth.domain.lifecycle;

import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.Rollout;
import dev.berth.domain.agent.Wish;
import java.time.Instant;
import java.util.Optional;

/// Decides about the second instance that an agent has while an update of it overlaps. Pure.
///
/// One instance is *in charge*: it takes the calls, and it is what people see. The one *beside* it is either newer,
/// then a rollout tries it, or it has gone back and ends; or it is older, then it finishes its calls and ends. There
/// is never a third, and who is beside without a rollout that tries it has no way but to its end.
public final class Overlap {

    private Overlap() {}

    /// What to do next about the instance beside the one in charge; `Rest` when nothing.
    ///
    /// @param beside may have ended: it is remembered so that its generation is not given out again
    public static AgentStep next(Wish wish, Run inCharge, Optional<Run> beside, Instant now) {
        Rollout rollout = wish.rollout();
        if (beside.isPresent()) {
            Run other = beside.get();
            if (rollout != null && isTried(wish, inCharge, other)) {
                return serves(inCharge) ? Trial.beside(rollout, other, now) : new AgentStep.TakeOver();
            }
            if (other.live()) {
                return other.goal() == Goal.STOP
                        ? new AgentStep.Rest()
                        : new AgentStep.Retire(other.id(), Goal.STOP, Hibernation.STOP);
            }
        }
        boolean wanted = wish.outgrows(inCharge.id().generation()) && serves(inCharge);
        return wanted ? new AgentStep.PlaceBeside(0) : new AgentStep.Rest();
    }

    private static boolean isTried(Wish wish, Run inCharge, Run other) {
        return other.id().fences(inCharge.id()) && wish.tries(other.id().generation()) && other.goal() == Goal.RUN;
    }

    private static boolean serves(Run inCharge) {
        return inCharge.live() && inCharge.goal() == Goal.RUN;
    }
}
