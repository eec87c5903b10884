package dev.berth.controlplane.agents;

import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentKind;
import dev.berth.domain.lifecycle.AgentStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which agents a list shall show. Empty parts let all through.
///
/// @param names of agents or slugs; a `*` at the end stands for anything
public record AgentQuery(Set<AgentStatus> statuses, Set<AgentKind> kinds, List<LabelMatch> labels, List<String> names) {

    public static final AgentQuery ALL = new AgentQuery(Set.of(), Set.of(), List.of(), List.of());

    public AgentQuery {
        statuses = Set.copyOf(statuses);
        kinds = Set.copyOf(kinds);
        labels = List.copyOf(labels);
        names = List.copyOf(names);
    }

    /// A label that must be there, with this value unless `value` is empty.
    public record LabelMatch(String key, Optional<String> value) {

        boolean matches(Agent agent) {
            Optional<String> there =
                    Optional.ofNullable(agent.profile().labels().get(key));
            return there.isPresent() && (value.isEmpty() || value.equals(there));
        }
    }

    boolean matches(AgentView view) {
        Agent agent = view.record().agent();
        return (statuses.isEmpty() || statuses.contains(view.standing().status()))
                && (kinds.isEmpty() || kinds.contains(agent.kind()))
                && labels.stream().allMatch(each -> each.matches(agent))
                && (names.isEmpty() || names.stream().anyMatch(each -> named(each, agent)));
    }

    private static boolean named(String pattern, Agent agent) {
        if (pattern.endsWith("*")) {
            String start = pattern.substring(0, pattern.length() - 1);
            return agent.profile().name().startsWith(start)
                    || agent.slug().value().startsWith(start);
        }
        return agent.profile().name().equals(pattern) || agent.slug().value().equals(pattern);
    }
}
