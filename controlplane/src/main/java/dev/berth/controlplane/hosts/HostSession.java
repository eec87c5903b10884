package dev.berth.controlplane.hosts;

import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.domain.agent.AgentId;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.Assignment;
import dev.berth.protocol.link.Host;
import dev.berth.protocol.link.HostHello;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// One open link to a host: what it was told so far, and what it last said of its engine.
final class HostSession {

    private final HostHello hello;
    private final Host host;
    private final AtomicLong versions;
    private final Function<AgentId, Map<String, String>> credentials;
    /// Guards `told`, and keeps messages in the order of their versions.
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<AgentId, Told> told = new HashMap<>();
    private volatile Optional<String> trouble = Optional.empty();

    private record Told(long version, Optional<AssignedAgent> order) {}

    HostSession(HostHello hello, Host host, AtomicLong versions, Function<AgentId, Map<String, String>> credentials) {
        this.credentials = credentials;
        this.hello = hello;
        this.host = host;
        this.versions = versions;
    }

    String name() {
        return hello.name();
    }

    Host host() {
        return host;
    }

    Optional<String> trouble() {
        return trouble;
    }

    void engineHealth(Optional<String> seen) {
        trouble = seen;
    }

    /// Tells everything that this host shall do.
    void complete(Collection<AgentRecord> agents) {
        lock.lock();
        try {
            told.clear();
            agents.stream().filter(this::mine).forEach(this::remember);
            List<AssignedAgent> orders = told.values().stream()
                    .flatMap(each -> each.order().stream())
                    .toList();
            host.assign(new Assignment.Complete(versions.incrementAndGet(), orders));
        } finally {
            lock.unlock();
        }
    }

    /// Tells what follows from an agent's record, unless this host was told so already.
    void offer(AgentRecord agent) {
        if (!mine(agent)) {
            return;
        }
        lock.lock();
        try {
            Told before = told.getOrDefault(agent.agent().id(), new Told(-1, Optional.empty()));
            if (before.version() >= agent.version()) {
                return;
            }
            Told now = remember(agent);
            if (!now.order().equals(before.order()) && now.order().isPresent()) {
                host.assign(new Assignment.Change(
                        versions.incrementAndGet(), List.of(now.order().get()), List.of()));
            }
        } finally {
            lock.unlock();
        }
    }

    /// Tells that an agent's discard is recorded.
    void forget(AgentId agent) {
        lock.lock();
        try {
            told.remove(agent);
            host.assign(new Assignment.Change(versions.incrementAndGet(), List.of(), List.of(agent)));
        } finally {
            lock.unlock();
        }
    }

    private Told remember(AgentRecord agent) {
        Told now = new Told(agent.version(), Orders.of(agent, credentials));
        told.put(agent.agent().id(), now);
        return now;
    }

    private boolean mine(AgentRecord agent) {
        return agent.latest().map(run -> run.host().equals(name())).orElse(false);
    }
}
