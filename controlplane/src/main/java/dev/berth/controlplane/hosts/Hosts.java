package dev.berth.controlplane.hosts;

import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.HostDirectory;
import dev.berth.protocol.link.Host;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The hosts that are connected now.
public final class Hosts implements HostDirectory {

    private final ConcurrentMap<String, HostSession> sessions = new ConcurrentHashMap<>();

    @Override
    public Optional<String> pick() {
        return sessions.values().stream()
                .filter(each -> each.trouble().isEmpty())
                .map(HostSession::name)
                .sorted()
                .findFirst();
    }

    @Override
    public Optional<String> trouble(String host) {
        HostSession session = sessions.get(host);
        return session == null ? Optional.of("Its host " + host + " is not connected.") : session.trouble();
    }

    @Override
    public Optional<Host> link(String host) {
        return Optional.ofNullable(sessions.get(host)).map(HostSession::host);
    }

    /// Tells each host what follows from these agents, unless it was told so already.
    public void offer(Collection<AgentRecord> agents) {
        for (AgentRecord agent : agents) {
            agent.latest().map(run -> sessions.get(run.host())).ifPresent(session -> session.offer(agent));
        }
    }

    void opened(HostSession session) {
        sessions.put(session.name(), session);
    }

    void closed(HostSession session) {
        sessions.remove(session.name(), session);
    }

    boolean current(HostSession session) {
        return session.equals(sessions.get(session.name()));
    }
}
