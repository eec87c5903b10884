package dev.berth.hostd.report;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.protocol.link.HostReport;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// What the control plane has not been told yet: of each subject the newest, in the order in which they came. Each step
/// of an instance is a subject of its own, so that none is left out while the link is slow.
///
/// It cannot grow beyond a few reports per instance.
public final class Outbox {

    private sealed interface Subject {

        /// @param step named after the state, and of one that runs after its readiness
        record Step(InstanceId instance, String step) implements Subject {}

        record Discarded(AgentId agent) implements Subject {}

        record StartedAtEngine(InstanceId instance) implements Subject {}

        record Health(InstanceId instance) implements Subject {}

        record CpuUse(InstanceId instance) implements Subject {}

        record Engine() implements Subject {}
    }

    private final Runnable filled;
    // Protects the reports.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Subject, HostReport> reports = new LinkedHashMap<>();

    /// @param filled is called when there is something to report; must not block
    public Outbox(Runnable filled) {
        this.filled = filled;
    }

    public void put(HostReport report) {
        lock.lock();
        try {
            Subject subject = subjectOf(report);
            reports.remove(subject);
            reports.put(subject, report);
        } finally {
            lock.unlock();
        }
        filled.run();
    }

    /// The oldest; it stays until it is [#done].
    public Optional<HostReport> next() {
        lock.lock();
        try {
            return reports.values().stream().findFirst();
        } finally {
            lock.unlock();
        }
    }

    /// This report has arrived. A newer one on the same subject stays.
    public void done(HostReport report) {
        lock.lock();
        try {
            reports.remove(subjectOf(report), report);
        } finally {
            lock.unlock();
        }
    }

    /// This was told in a greeting: what came of the same instance up to it is told no more, lest an older step come
    /// after a newer.
    public void greeted(HostReport.Observation told) {
        lock.lock();
        try {
            if (!reports.containsValue(told)) {
                // It has arrived before, so all that is left is newer, or it comes yet.
                return;
            }
            Iterator<HostReport> each = reports.values().iterator();
            boolean found = false;
            while (!found) {
                HostReport report = each.next();
                found = report.equals(told);
                if (report instanceof HostReport.Observation seen
                        && seen.instance().equals(told.instance())) {
                    each.remove();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private static Subject subjectOf(HostReport report) {
        return switch (report) {
            case HostReport.Observation seen -> new Subject.Step(seen.instance(), step(seen.state()));
            case HostReport.Discarded discarded -> new Subject.Discarded(discarded.agent());
            case HostReport.StartedAtEngine started -> new Subject.StartedAtEngine(started.instance());
            case HostReport.Health health -> new Subject.Health(health.instance());
            case HostReport.CpuUse use -> new Subject.CpuUse(use.instance());
            case HostReport.EngineHealth _ -> new Subject.Engine();
        };
    }

    private static String step(InstanceState state) {
        return switch (state) {
            case InstanceState.Placed _ -> "placed";
            case InstanceState.Prepared _ -> "prepared";
            case InstanceState.Running running -> running.readiness().name();
            case InstanceState.Ended _ -> "ended";
        };
    }
}
