package dev.berth.controlplane.hosts;

import dev.berth.controlplane.agents.AgentDirectory;
import dev.berth.domain.agent.AgentId;
import dev.berth.protocol.link.ControlPlaneLink;
import dev.berth.protocol.link.Host;
import dev.berth.protocol.link.HostHello;
import dev.berth.protocol.link.HostReport;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where hosts connect: opens a session, tells it everything, and records what it reports.
public final class LinkEndpoint implements ControlPlaneLink {

    private static final Logger LOG = LoggerFactory.getLogger(LinkEndpoint.class);

    private final Hosts hosts;
    private final AgentDirectory directory;
    private final RecordReports reports;
    private final Function<AgentId, Map<String, String>> credentials;
    private final Consumer<String> hostChanged;
    private final AtomicLong versions = new AtomicLong();

    /// @param credentials environment variables with which an agent speaks for itself
    /// @param hostChanged told the name of a host that came, went, or whose engine did
    public LinkEndpoint(
            Hosts hosts,
            AgentDirectory directory,
            RecordReports reports,
            Function<AgentId, Map<String, String>> credentials,
            Consumer<String> hostChanged) {
        this.credentials = credentials;
        this.hosts = hosts;
        this.directory = directory;
        this.reports = reports;
        this.hostChanged = hostChanged;
    }

    @Override
    public Session connect(HostHello hello, Host host) {
        HostSession session = new HostSession(hello, host, versions, credentials);
        hello.instances().forEach(seen -> reports.observed(hello.name(), seen));
        hosts.opened(session);
        session.complete(directory.all());
        hostChanged.accept(session.name());
        LOG.atInfo().addKeyValue("host", session.name()).log("host connected");
        return new Open(session);
    }

    private final class Open implements Session {

        private final HostSession session;

        private Open(HostSession session) {
            this.session = session;
        }

        @Override
        public void report(HostReport report) {
            if (!hosts.current(session)) {
                return;
            }
            switch (report) {
                case HostReport.Observation observation -> reports.observed(session.name(), observation);
                case HostReport.Health health -> reports.checked(health);
                case HostReport.CpuUse use -> reports.used(use);
                case HostReport.StartedAtEngine started -> reports.startedAtEngine(session.name(), started);
                case HostReport.Discarded discarded -> {
                    reports.discarded(session.name(), discarded);
                    session.forget(discarded.agent());
                }
                case HostReport.EngineHealth engine -> {
                    session.engineHealth(engine.trouble());
                    hostChanged.accept(session.name());
                }
            }
        }

        @Override
        public void close() {
            hosts.closed(session);
            hostChanged.accept(session.name());
            LOG.atInfo().addKeyValue("host", session.name()).log("host disconnected");
        }
    }
}
