package dev.berth.controlplane.activity;

import dev.berth.controlplane.agents.AgentDirectory;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.CheckResult;
import dev.berth.domain.instance.InstanceId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

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

    /// As many as an agent has while an update overlaps.
    private static final int INSTANCES = 2;

    private final AgentDirectory directory;
    /// Newest instance first.
    private final Map<AgentId, List<Report>> newest = new ConcurrentHashMap<>();

    public HealthReports(AgentDirectory directory) {
        this.directory = directory;
        directory.subscribe(this::changed);
    }

    /// What is said of an agent that is gone, or of an instance after two newer ones spoke, is dropped.
    public void checked(Report report) {
        AgentId agent = report.instance().agent();
        if (directory.find(agent).isPresent()) {
            newest.compute(agent, (_, known) -> {
                Stream<Report> others = known == null ? Stream.empty() : known.stream();
                return Stream.concat(
                                Stream.of(report),
                                others.filter(each -> !each.instance().equals(report.instance())))
                        .sorted(Comparator.comparingLong(
                                        (Report each) -> each.instance().generation())
                                .reversed())
                        .limit(INSTANCES)
                        .toList();
            });
        }
    }

    public Optional<Report> of(InstanceId instance) {
        return newest.getOrDefault(instance.agent(), List.of()).stream()
                .filter(report -> report.instance().equals(instance))
                .findFirst();
    }

    /// What the newest check of an instance found that did not pass, as a sentence; empty while none is known.
    public Optional<String> trouble(InstanceId instance) {
        return of(instance).stream()
                .flatMap(report -> report.results().stream())
                .filter(result -> result.outcome() != CheckResult.Outcome.PASSED)
                .map(CheckResult::detail)
                .findFirst();
    }

    private void changed(AgentId agent) {
        if (directory.find(agent).isEmpty()) {
            newest.remove(agent);
        }
    }
}
