package dev.berth.controlplane.agents;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Wish;
import dev.berth.kit.Lanes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Brings agents back that sleep, or were never started, until somebody calls them.
///
/// One that a person stopped or paused, that ended at the engine, or failed, is left alone. A wake that the database
/// does not take is tried again; nothing but its success, or another wish, ends that.
public final class Waker implements AutoCloseable {

    private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

    private final AgentDirectory directory;
    private final AgentWrites writes;
    private final NextStep next;
    private final InstantSource clock;
    private final Map<AgentId, String> wanted = new ConcurrentHashMap<>();
    private final Lanes<AgentId> lanes = new Lanes<>("wake", this::wake);

    public Waker(AgentDirectory directory, AgentWrites writes, NextStep next, InstantSource clock) {
        this.directory = directory;
        this.writes = writes;
        this.next = next;
        this.clock = clock;
    }

    /// A call waits for this agent. Never blocks; however many calls say so, the agent is woken once.
    ///
    /// @param why a sentence for people: `A call woke it.`
    public void wanted(AgentId agent, String why) {
        boolean asleep = directory
                .find(agent)
                .filter(record -> record.agent().wish().endsWithACall())
                .isPresent();
        if (asleep && wanted.putIfAbsent(agent, why) == null) {
            lanes.signal(agent);
        }
    }

    private Duration wake(AgentId agent) {
        // Taken out first: who says so from here on may mean a sleep that this wake does not see.
        String why = wanted.remove(agent);
        if (why == null) {
            return Lanes.REST;
        }
        try {
            writes.change(agent, seen -> Decision.accepted(woken(seen, why)));
            return Lanes.REST;
        } catch (StoreFailure _) {
            wanted.putIfAbsent(agent, why);
            return AFTER_FAILURE;
        }
    }

    private Optional<AgentChange> woken(AgentRecord seen, String why) {
        Wish wish = seen.agent().wish();
        if (!wish.endsWithACall()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return Optional.of(next.after(seen, wish.run(why, now), "wake_asked", why, now));
    }

    @Override
    public void close() {
        lanes.close();
    }
}
