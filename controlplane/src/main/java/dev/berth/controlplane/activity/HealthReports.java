package dev.berth.controlplane.activity;

import dev.berth.controlplane.agents.AgentDirectory;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.CheckResult;
import dev.berth.domain.instance.InstanceId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What the newest health checks of each agent found. In memory: a host says it again with its next check.
public final class HealthReports {

    /// What a host last said.
    ///
    /// @param failures in a row that count
    /// @param results newest first; at most [CheckResult#MOST_KEPT]
    public record Report(InstanceId instance, int failures, List<CheckResult> results) {
        public Report {
            results = results.stream().limit(CheckResult.MOST_KEPT).toList();
        }
    }

    private final AgentDirectory directory;
    private final Map<AgentId, Report> newest = new ConcurrentHashMap<>();

    public HealthReports(AgentDirectory directory) {
        this.directory = directory;
        directory.subscribe(this::changed);
    }

    /// What is said of an agent that is gone, or of an instance after a newer one spoke, is dropped.
    public void checked(Report report) {
        if (directory.find(report.instance().agent()).isPresent()) {
            newest.merge(
                    report.instance().agent(),
                    report,
                    (before, now) -> before.instance().fences(now.instance()) ? before : now);
        }
    }

    public Optional<Report> of(InstanceId instance) {
        return Optional.ofNullable(newest.get(instance.agent()))
                .filter(report -> report.instance().equals(instance));
    }

    private void changed(AgentId agent) {
        if (directory.find(agent).isEmpty()) {
            newest.remove(agent);
        }
    }
}
