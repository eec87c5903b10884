package dev.berth.controlplane.api;

import dev.berth.controlplane.agents.AgentQuery;
import dev.berth.controlplane.agents.FindAgents;
import dev.berth.domain.lifecycle.AgentStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Counts agents by status, each time that somebody looks.
final class AgentGauges {

    private AgentGauges() {}

    static void register(MeterRegistry meters, FindAgents find) {
        for (AgentStatus status : AgentStatus.values()) {
            Gauge.builder("berth.agents", find, all -> count(all, status))
                    .description("Agents by status")
                    .tag("status", AgentAnswers.word(status))
                    .register(meters);
        }
    }

    private static double count(FindAgents find, AgentStatus status) {
        AgentQuery query = new AgentQuery(Set.of(status), Set.of(), List.of(), List.of());
        return find.list(query, Optional.empty(), Integer.MAX_VALUE - 1).items().size();
    }
}
