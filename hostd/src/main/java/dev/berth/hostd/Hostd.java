package dev.berth.hostd;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.ContainerId;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineInfo;
import dev.berth.hostd.assignment.Assignments;
import dev.berth.hostd.files.AgentFile;
import dev.berth.hostd.files.Sealing;
import dev.berth.hostd.inquiry.FreePorts;
import dev.berth.hostd.inquiry.Inquiries;
import dev.berth.hostd.instances.Instances;
import dev.berth.hostd.report.EngineHealth;
import dev.berth.hostd.report.Ledger;
import dev.berth.hostd.report.Uplink;
import dev.berth.kit.SecretBox;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.Assignment;
import dev.berth.protocol.link.ContainerFigures;
import dev.berth.protocol.link.ControlPlaneLink;
import dev.berth.protocol.link.Host;
import dev.berth.protocol.link.HostHello;
import dev.berth.protocol.link.HostReport.Observation;
import dev.berth.protocol.link.LogRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// The daemon on a host.
///
/// It works from what is on its disk at once, whether the control plane and the engine answer or not, and goes on
/// as they come. Closing it leaves every container as it is.
public final class Hostd implements Host, AutoCloseable {

    /// What a host has is better told at once than corrected later; but a silent engine keeps nobody waiting.
    private static final Duration PATIENCE_WITH_ENGINE = Duration.ofSeconds(1);

    private final HostdSettings settings;
    private final ControlPlaneLink link;
    private final Inquiries inquiries;
    private final Uplink uplink;
    private final EngineHealth health;
    private final Ledger ledger;
    private final Assignments assignments;
    private final Instances instances;
    private final AtomicLong sessions = new AtomicLong();

    private Hostd(HostdSettings settings, Engine engine, ControlPlaneLink link) {
        InstantSource clock = InstantSource.system();
        Sealing sealing = sealing(settings.keyFile());
        this.settings = settings;
        this.link = link;
        this.inquiries = new Inquiries(engine);
        this.uplink = new Uplink(this::open, this::hello, this::linkOpened);
        this.health = new EngineHealth(uplink.outbox(), clock, uplink::renew);
        this.ledger = new Ledger(
                new AgentFile<>(
                        settings.folder().resolve("instances.json"), Observation.class, Observation::instance, sealing),
                uplink.outbox(),
                clock);
        this.assignments = new Assignments(
                new AgentFile<>(
                        settings.folder().resolve("assignment.json"),
                        AssignedAgent.class,
                        AssignedAgent::agent,
                        sealing),
                this::changed,
                this::confirmed);
        this.instances = new Instances(
                engine,
                settings.surroundings(),
                settings.parallelStarts(),
                assignments,
                ledger,
                uplink.outbox(),
                health,
                clock);
    }

    /// Begins to work. Returns at once.
    ///
    /// @throws IllegalStateException with the remedy when the files in its folder cannot be understood
    public static Hostd start(HostdSettings settings, Engine engine, ControlPlaneLink link) {
        makeFolder(settings);
        Hostd hostd = new Hostd(settings, engine, link);
        hostd.ledger.start();
        hostd.assignments.start();
        hostd.instances.start();
        hostd.uplink.start();
        return hostd;
    }

    private static void makeFolder(HostdSettings settings) {
        try {
            Files.createDirectories(
                    settings.folder(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException("make the folder " + settings.folder(), e);
        }
    }

    private static Sealing sealing(Path keyFile) {
        try {
            return new Sealing(SecretBox.withKeyFile(keyFile));
        } catch (IOException e) {
            throw new UncheckedIOException("read the key " + keyFile, e);
        }
    }

    private ControlPlaneLink.Session open(HostHello hello) {
        long mine = sessions.incrementAndGet();
        assignments.linkOpened();
        return link.connect(hello, new SessionHost(this, () -> sessions.get() == mine));
    }

    private HostHello hello() throws InterruptedException {
        health.awaitFirst(PATIENCE_WITH_ENGINE);
        Optional<EngineInfo> engine = health.info();
        return new HostHello(
                settings.name(),
                engine.map(info -> "docker " + info.version()).orElse("unknown"),
                engine.map(EngineInfo::cpus).orElse(Runtime.getRuntime().availableProcessors()),
                engine.map(EngineInfo::memoryBytes).orElse(0L),
                ledger.all());
    }

    private void linkOpened() {
        health.tell();
    }

    private void changed(AgentId agent) {
        instances.changed(agent);
    }

    private void confirmed() {
        instances.lookAround();
    }

    @Override
    public void assign(Assignment assignment) {
        assignments.take(assignment);
    }

    @Override
    public InputStream logs(ContainerId container, LogRequest request) {
        return inquiries.logs(container, request);
    }

    @Override
    public ContainerFigures figures(ContainerId container) {
        return inquiries.figures(container);
    }

    @Override
    public List<Integer> freePorts(String listen, List<Integer> wanted) {
        return FreePorts.of(listen, wanted);
    }

    @Override
    public void close() {
        uplink.close();
        assignments.close();
        instances.close();
        ledger.close();
    }
}
