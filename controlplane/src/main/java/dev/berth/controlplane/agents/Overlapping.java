package dev.berth.controlplane.agents;

import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.AgentSpec.Network;
import dev.berth.domain.agent.Conduct;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.instance.InstanceState.Readiness;
import dev.berth.domain.instance.InstanceState.Running;
import dev.berth.domain.lifecycle.Run;
import java.util.Optional;

/// Says which agents can have two instances for a while. Pure.
final class Overlapping {

    private Overlapping() {}

    /// Why an agent like this cannot overlap although it shall; empty when it can, or shall not.
    static Optional<Refusal> obstacle(Conduct conduct, AgentSpec spec) {
        if (!conduct.overlap()) {
            return Optional.empty();
        }
        if (!spec.ports().isEmpty()) {
            return refused(
                    "overlap true does not go with container_config.ports: two instances cannot publish the same port of the"
                            + " host. Leave the ports out and call the agent through the gateway, or leave overlap out.");
        }
        return spec.network() == Network.HOST
                ? refused(
                        "overlap true does not go with container_config.network host: two instances cannot listen on the"
                                + " same port of the host. Use the network isolated, or leave overlap out.")
                : Optional.empty();
    }

    private static Optional<Refusal> refused(String detail) {
        return Optional.of(new Refusal.NotAllowed("/overlap", detail));
    }

    /// Whether the instance in charge can take the calls while another one gets ready beside it.
    ///
    /// @param next what that other one would run under
    static boolean isPossible(AgentRecord seen, Conduct conduct, AgentSpec next) {
        return conduct.overlap()
                && seen.latest().filter(run -> serves(run, seen.agent().wish())).isPresent()
                && sharesNothing(seen.inForce())
                && sharesNothing(next);
    }

    private static boolean serves(Run run, Wish wish) {
        return run.goal() == Goal.RUN
                && run.id().generation() > wish.fence()
                && run.state() instanceof Running running
                && running.readiness() == Readiness.READY;
    }

    private static boolean sharesNothing(AgentSpec spec) {
        return spec.ports().isEmpty() && spec.network() != Network.HOST;
    }
}
