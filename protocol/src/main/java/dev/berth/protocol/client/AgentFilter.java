package dev.berth.protocol.client;

import java.util.List;

/// Which agents a list shall show. Empty parts let all through.
///
/// @param labels each `key` or `key=value`; all must match
/// @param names of agents or slugs; a `*` at the end stands for anything
public record AgentFilter(List<String> statuses, List<String> kinds, List<String> labels, List<String> names) {

    public static final AgentFilter ALL = new AgentFilter(List.of(), List.of(), List.of(), List.of());

    public AgentFilter {
        statuses = List.copyOf(statuses);
        kinds = List.copyOf(kinds);
        labels = List.copyOf(labels);
        names = List.copyOf(names);
    }

    Query addTo(Query query) {
        statuses.forEach(each -> query.add("status", each));
        kinds.forEach(each -> query.add("kind", each));
        labels.forEach(each -> query.add("label", each));
        names.forEach(each -> query.add("name", each));
        return query;
    }
}
