package dev.berth.controlplane;

import dev.berth.controlplane.ObedientHost.Container;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The containers of a host in memory: one of each agent, which its instances take over from each other, and those of
/// instances that live beside an older one.
final class Containers {

    private final Map<AgentId, Container> usual = new LinkedHashMap<>();
    private final Map<InstanceId, Container> beside = new LinkedHashMap<>();

    Set<AgentId> agents() {
        return new HashSet<>(usual.keySet());
    }

    Optional<Container> usual(AgentId agent) {
        return Optional.ofNullable(usual.get(agent));
    }

    Optional<Container> find(InstanceId instance, boolean besides) {
        return besides ? Optional.ofNullable(beside.get(instance)) : usual(instance.agent());
    }

    void put(InstanceId instance, boolean besides, Container container) {
        if (besides) {
            beside.put(instance, container);
        } else {
            usual.put(instance.agent(), container);
        }
    }

    /// @return whether there was one
    boolean remove(InstanceId instance, boolean besides) {
        return (besides ? beside.remove(instance) : usual.remove(instance.agent())) != null;
    }

    /// An instance that lived beside another is its agent's only one from now on.
    void alone(InstanceId instance) {
        Container own = beside.remove(instance);
        if (own != null) {
            usual.put(instance.agent(), own);
        }
    }

    void remove(AgentId agent) {
        usual.remove(agent);
        beside.keySet().removeIf(each -> each.agent().equals(agent));
    }

    long running(AgentId agent) {
        Stream<Container> others = beside.entrySet().stream()
                .filter(each -> each.getKey().agent().equals(agent))
                .map(Map.Entry::getValue);
        return Stream.concat(usual(agent).stream(), others)
                .filter(Container.RUNS::equals)
                .count();
    }

    boolean anyRuns() {
        return usual.containsValue(Container.RUNS) || beside.containsValue(Container.RUNS);
    }
}
