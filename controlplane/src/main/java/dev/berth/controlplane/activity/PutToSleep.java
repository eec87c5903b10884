package dev.berth.controlplane.activity;

import dev.berth.controlplane.agents.AgentChange;
import dev.berth.controlplane.agents.AgentDirectory;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.AgentWrites;
import dev.berth.controlplane.agents.Decision;
import dev.berth.domain.activity.Bedtime;
import dev.berth.domain.agent.IdlePolicy;
import dev.berth.domain.agent.Wish;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;

/// Sends agents to sleep whose idle policy says so.
public final class PutToSleep {

    private static final Duration RESYNC = Duration.ofSeconds(10);

    private final AgentDirectory directory;
    private final AgentWrites writes;
    private final AgentActivity activity;
    private final InstantSource clock;

    public PutToSleep(AgentDirectory directory, AgentWrites writes, AgentActivity activity, InstantSource clock) {
        this.directory = directory;
        this.writes = writes;
        this.activity = activity;
        this.clock = clock;
    }

    /// One look at every agent that has an idle policy.
    ///
    /// @return how long until some agent is due again
    public Duration pass() {
        Instant now = clock.instant();
        Duration next = RESYNC;
        for (AgentRecord record : directory.all()) {
            if (!record.agent().conduct().idle().isOff()) {
                Duration due = consider(record, now);
                next = due.compareTo(next) < 0 ? due : next;
            }
        }
        return next;
    }

    private Duration consider(AgentRecord record, Instant now) {
        Optional<Bedtime> bedtime = activity.bedtime(record, now);
        if (bedtime.isEmpty()) {
            return shortest(record.agent().conduct().idle());
        }
        if (bedtime.get().at().isAfter(now)) {
            return Duration.between(now, bedtime.get().at());
        }
        writes.change(record.agent().id(), newest -> Decision.accepted(asleep(newest, now)));
        return RESYNC;
    }

    /// What came meanwhile, such as a call or a person's wish, wins.
    private Optional<AgentChange> asleep(AgentRecord newest, Instant now) {
        return activity.bedtime(newest, now)
                .filter(bedtime -> !bedtime.at().isAfter(now))
                .map(bedtime -> {
                    Wish wish =
                            newest.agent().wish().hibernate(bedtime.depth(), Wish.Cause.SLEEP, bedtime.reason(), now);
                    return AgentChange.of(newest)
                            .agent(newest.agent().with(wish))
                            .note("idle", bedtime.reason(), newest.generation(), now);
                });
    }

    /// Work that ends is noticed no later than the agent could fall asleep after it.
    private static Duration shortest(IdlePolicy policy) {
        return Stream.concat(policy.freezeAfter().stream(), policy.stopAfter().stream())
                .min(Duration::compareTo)
                .filter(after -> after.compareTo(RESYNC) < 0)
                .orElse(RESYNC);
    }
}
