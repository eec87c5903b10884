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
import java.util.function.Function;

/// Brings agents back that sleep, or were never started, until somebody calls them.
///
/// One that a person stopped or paused, that ended at the engine, or failed, is left alone. A wake that the database
/// does not take is tried again; nothing but its success, or another wish, ends that. The step that follows from the
/// wake
/// is written with it: somebody waits.
public final class Waker implements AutoCloseable {

    private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

    private final AgentDirectory directory;
    private final AgentWrites writes;
    private final Function<AgentRecord, Optional<AgentChange>> next;
    private final InstantSource clock;
    private final Map<AgentId, String> wanted = new ConcurrentHashMap<>();
    private final Lanes<AgentId> lanes = new Lanes<>("wake", this::wake);

    /// @param next the step that an agent's record asks for
    public Waker(
            AgentDirectory directory,
            AgentWrites writes,
            Function<AgentRecord, Optional<AgentChange>> next,
            InstantSource clock) {
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
        AgentRecord awake = seen.with(seen.agent().with(wish.run(why, now)));
        return Optional.of(next.apply(awake)
                .orElseGet(() -> AgentChange.of(awake))
                .because("wake_asked", why, seen.generation(), now));
    }

    @Override
    public void close() {
        lanes.close();
    }
}
