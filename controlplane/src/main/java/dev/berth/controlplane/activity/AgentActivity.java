package dev.berth.controlplane.activity;

import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.AgentView;
import dev.berth.domain.activity.Activity;
import dev.berth.domain.activity.Bedtime;
import dev.berth.domain.activity.IdleRule;
import dev.berth.domain.activity.Work;
import dev.berth.domain.lifecycle.Run;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Tells whether agents have work, from all who know something of it.
public final class AgentActivity {

    private final WorkSource calls;
    private final CpuReports cpu;
    private final Leases leases;
    private final InstantSource clock;

    public AgentActivity(WorkSource calls, CpuReports cpu, Leases leases, InstantSource clock) {
        this.calls = calls;
        this.cpu = cpu;
        this.leases = leases;
        this.clock = clock;
    }

    public Activity of(AgentView view) {
        AgentRecord record = view.record();
        return IdleRule.activity(
                record.agent().wish(),
                record.latest(),
                view.standing(),
                record.agent().conduct().idle(),
                work(record),
                clock.instant());
    }

    Optional<Bedtime> bedtime(AgentRecord record, Instant now) {
        return IdleRule.bedtime(
                record.agent().wish(), record.latest(), record.agent().conduct().idle(), work(record), now);
    }

    private Work work(AgentRecord record) {
        return new Work(
                calls.of(record.agent().id()),
                record.latest().map(Run::id).flatMap(cpu::of),
                leases.of(record.agent().id()));
    }
}
