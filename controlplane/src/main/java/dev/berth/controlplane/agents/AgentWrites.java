package dev.berth.controlplane.agents;

import dev.berth.controlplane.agents.AgentStore.Written;
import dev.berth.domain.agent.AgentId;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one way in which agents are changed: read, decide, write, and again when somebody was faster.
public final class AgentWrites {

    private static final Logger LOG = LoggerFactory.getLogger(AgentWrites.class);
    private static final int TRIES = 100;

    private final AgentStore store;
    private final AgentDirectory directory;

    public AgentWrites(AgentStore store, AgentDirectory directory) {
        this.store = store;
        this.directory = directory;
    }

    /// Changes an agent by a decision on its newest record. A decision without a change changes nothing.
    ///
    /// @throws StoreFailure when the database does not answer, or so many others were faster
    public Decision<AgentRecord> change(AgentId agent, Function<AgentRecord, Decision<Optional<AgentChange>>> decide) {
        Optional<AgentRecord> seen = directory.find(agent);
        for (int i = 0; i < TRIES; i++) {
            if (seen.isEmpty()) {
                return Decision.refused(new Refusal.AgentUnknown(agent.value()));
            }
            AgentRecord current = seen.get();
            switch (decide.apply(current)) {
                case Decision.Refused<Optional<AgentChange>>(var refusal) -> {
                    return Decision.refused(refusal);
                }
                case Decision.Accepted<Optional<AgentChange>>(var change) -> {
                    Optional<Decision<AgentRecord>> done = change.isEmpty()
                            ? Optional.of(Decision.accepted(current))
                            : settle(store.write(change.get()), change.get());
                    if (done.isPresent()) {
                        return done.get();
                    }
                }
            }
            seen = store.find(agent);
            seen.ifPresentOrElse(directory::put, () -> directory.forget(agent));
        }
        throw overtaken();
    }

    /// Adds an agent with its first revision. Decides again when a port that was free is taken meanwhile.
    ///
    /// @throws StoreFailure when the database does not answer, or so many others were faster
    public Decision<AgentRecord> add(Supplier<Decision<AgentChange>> decide) {
        for (int i = 0; i < TRIES; i++) {
            switch (decide.get()) {
                case Decision.Refused<AgentChange>(var refusal) -> {
                    return Decision.refused(refusal);
                }
                case Decision.Accepted<AgentChange>(var change) -> {
                    Optional<Decision<AgentRecord>> done = settle(store.add(change), change);
                    if (done.isPresent()) {
                        return done.get();
                    }
                }
            }
        }
        throw overtaken();
    }

    private static StoreFailure overtaken() {
        return new StoreFailure("let this change through: others kept being faster", null);
    }

    /// Removes an agent when the store's record of it allows that.
    public void removeIf(AgentId agent, Predicate<AgentRecord> allowed) {
        store.find(agent).filter(allowed).ifPresent(_ -> remove(agent));
    }

    public void remove(AgentId agent) {
        store.remove(agent);
        directory.forget(agent);
        LOG.atInfo().addKeyValue("agent", agent).log("agent removed");
    }

    /// Empty when somebody was faster.
    private Optional<Decision<AgentRecord>> settle(Written written, AgentChange change) {
        return switch (written.outcome()) {
            case WRITTEN -> {
                AgentRecord record = written.record().orElseThrow();
                change.notes().forEach(note -> tell(record, note));
                directory.put(record);
                yield Optional.of(Decision.accepted(record));
            }
            case STALE, PORT_TAKEN -> Optional.empty();
            case SLUG_TAKEN ->
                Optional.of(
                        Decision.refused(new Refusal.SlugTaken(change.agent().slug())));
        };
    }

    private static void tell(AgentRecord record, AgentChange.Note note) {
        LOG.atInfo()
                .addKeyValue("agent", record.agent().slug())
                .addKeyValue("instance", note.generation())
                .addKeyValue("action", note.kind())
                .addKeyValue("reason", note.reason())
                .log("agent step");
    }
}
