package dev.berth.controlplane.activity;

import dev.berth.controlplane.agents.AgentDirectory;
import dev.berth.domain.activity.CpuUse;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What hosts last said that instances use of their processors. In memory: a host says it again within seconds.
public final class CpuReports {

    private record Seen(InstanceId instance, CpuUse use) {}

    private final AgentDirectory directory;
    private final InstantSource clock;
    private final Map<AgentId, Seen> newest = new ConcurrentHashMap<>();

    public CpuReports(AgentDirectory directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
        directory.subscribe(this::changed);
    }

    public void used(InstanceId instance, double cores) {
        double threshold = directory
                .find(instance.agent())
                .map(record -> record.agent().conduct().idle().cpu())
                .orElse(Double.MAX_VALUE);
        Instant now = clock.instant();
        newest.compute(instance.agent(), (_, seen) -> {
            Instant before = seen != null && seen.instance().equals(instance)
                    ? seen.use().busyAt()
                    : Instant.EPOCH;
            return new Seen(instance, new CpuUse(cores, now, cores > threshold ? now : before));
        });
    }

    public Optional<CpuUse> of(InstanceId instance) {
        return Optional.ofNullable(newest.get(instance.agent()))
                .filter(seen -> seen.instance().equals(instance))
                .map(Seen::use);
    }

    private void changed(AgentId agent) {
        if (directory.find(agent).isEmpty()) {
            newest.remove(agent);
        }
    }
}
