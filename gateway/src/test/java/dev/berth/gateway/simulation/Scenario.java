package dev.berth.gateway.simulation;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.agent.CallPolicy.Order;
import dev.berth.domain.agent.CallPolicy.Redelivery;
import dev.berth.domain.agent.CallPolicy.WhenStopped;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.JournalTerms;
import dev.berth.domain.agent.RestartPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What one run is about, all of it drawn from its seed.
///
/// @param lasts milliseconds until the faults end
record Scenario(List<AgentPlan> agents, Faults faults, int calls, int acts, long lasts) {

    private static final Duration RETENTION = Duration.ofDays(20);

    /// @param idle when it is put to sleep, and how deep
    /// @param longestWork milliseconds
    record AgentPlan(
            AgentId id,
            CallPolicy policy,
            RestartPolicy restart,
            Optional<Sleep> idle,
            boolean onDemand,
            long longestWork) {}

    record Sleep(Duration after, Hibernation depth) {}

    /// Rates are per occasion; numbers are per run.
    record Faults(Network network, Disk disk, double startFails, double wakeFails, Numbers numbers) {

        /// @param refused a connection is refused though the agent is ready
        /// @param lostBefore it is lost before the agent has read the call
        /// @param lostAfter it is lost after the agent has done the work
        record Network(double refused, double lostBefore, double lostAfter) {}

        record Disk(double fails, double slow) {}

        record Numbers(int crashes, int clockJumps, int deaths, int hangs) {}

        static Faults by(Chance chance) {
            return new Faults(
                    new Network(chance.rate(0.3), chance.rate(0.2), chance.rate(0.2)),
                    new Disk(chance.rate(0.1), chance.rate(0.3)),
                    chance.rate(0.4),
                    chance.rate(0.5),
                    new Numbers(few(chance, 4), few(chance, 3), few(chance, 4), few(chance, 2)));
        }

        private static int few(Chance chance, int most) {
            return chance.happens(0.5) ? 0 : chance.number(1, most);
        }
    }

    static Scenario by(Chance chance) {
        List<AgentPlan> agents = new ArrayList<>();
        int count = chance.number(1, 3);
        for (int i = 0; i < count; i++) {
            agents.add(agent(i, chance));
        }
        return new Scenario(
                agents,
                Faults.by(chance),
                chance.number(3, 30),
                chance.happens(0.4) ? 0 : chance.number(1, 8),
                chance.between(20_000, 300_000));
    }

    private static AgentPlan agent(int number, Chance chance) {
        return new AgentPlan(
                new AgentId("%032x".formatted(number + 1)),
                policy(chance),
                new RestartPolicy(
                        chance.oneOf(List.of(RestartPolicy.Mode.ON_FAILURE, RestartPolicy.Mode.ALWAYS)),
                        chance.number(0, 5),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(chance.number(1, 60))),
                chance.happens(0.4) ? Optional.empty() : Optional.of(sleep(chance)),
                chance.happens(0.3),
                chance.happens(0.7) ? 300 : 20_000);
    }

    private static Sleep sleep(Chance chance) {
        return new Sleep(
                Duration.ofSeconds(chance.number(1, 40)), chance.happens(0.5) ? Hibernation.FREEZE : Hibernation.STOP);
    }

    private static CallPolicy policy(Chance chance) {
        return new CallPolicy(
                terms(chance),
                chance.happens(0.5) ? Redelivery.AT_LEAST_ONCE : Redelivery.SAFE_METHODS_ONLY,
                chance.happens(0.6) ? Order.ARRIVAL : Order.STRICT,
                chance.oneOf(List.of(1, 2, 3, 8)),
                WhenStopped.QUEUE,
                Set.of());
    }

    private static JournalTerms terms(Chance chance) {
        JournalTerms usual = JournalTerms.DEFAULT;
        return new JournalTerms(
                JournalTerms.Mode.ALWAYS,
                Duration.ofSeconds(chance.oneOf(List.of(0, 5, 30, 120))),
                chance.happens(0.3) ? Duration.ofSeconds(chance.number(5, 120)) : Duration.ofHours(24),
                chance.number(1, 6),
                RETENTION,
                usual.maxBody(),
                chance.happens(0.9) ? usual.maxEntries() : chance.number(1, 6),
                usual.maxBytes(),
                usual.keepResponse(),
                usual.oversize(),
                List.of());
    }
}
