package dev.berth.gateway.simulation;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.journal.Admission;
import dev.berth.journal.Answer;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryQuery;
import dev.berth.journal.EntryState;
import dev.berth.journal.Journal;
import dev.berth.journal.JournalFigures;
import dev.berth.journal.Offer;
import dev.berth.journal.Spool;
import dev.berth.journal.Stored;
import dev.berth.journal.memory.MemoryJournal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/// The journal as the server sees it: what is asked of it is noted, and goes to the disk a little later.
final class WatchedJournal implements Journal {

    private final MemoryJournal journal;
    private final World world;
    private final Life life;

    WatchedJournal(MemoryJournal journal, World world, Life life) {
        this.journal = journal;
        this.world = world;
        this.life = life;
    }

    private <T> CompletionStage<T> asked(CompletionStage<T> stage) {
        life.write();
        return stage;
    }

    @Override
    public CompletionStage<Admission> accept(Offer offer) {
        return asked(journal.accept(offer)).thenApply(admission -> {
            if (admission instanceof Admission.Taken(Entry entry)) {
                // As it is given away, so that what it had reached counts from here on.
                world.ledger().fate(entry.id());
            }
            return admission;
        });
    }

    @Override
    public CompletionStage<Optional<Integer>> lease(EntryId id, InstanceId instance) {
        boolean alone = life.front().held(id).isEmpty();
        world.trace().add("line:  turn of", World.name(id), alone ? "alone" : "with its caller");
        world.invariants().turn(world.ledger().fate(id), instance, alone);
        world.ledger().turns(id, alone);
        return asked(journal.lease(id, instance)).whenComplete((attempt, failure) -> {
            if (failure == null && attempt.isPresent()) {
                world.ledger().leased(id);
            } else {
                world.ledger().turnFailed(id, failure != null);
            }
        });
    }

    @Override
    public CompletionStage<Boolean> release(EntryId id, boolean reached) {
        return asked(journal.release(id, reached));
    }

    @Override
    public CompletionStage<Boolean> complete(EntryId id, Answer answer) {
        return asked(journal.complete(id, answer)).whenComplete((_, failure) -> {
            if (failure == null) {
                world.ledger().over(id, false);
            }
        });
    }

    @Override
    public CompletionStage<Boolean> abandon(EntryId id, EntryState.Reason reason, String detail) {
        world.trace().add("line:  abandons", World.name(id), reason, detail);
        world.invariants().abandoned(world.ledger().fate(id), reason);
        world.ledger().fate(id).abandonAsked = true;
        return asked(journal.abandon(id, reason, detail));
    }

    @Override
    public List<Entry> open() {
        List<Entry> all = journal.open();
        boolean forgets = world.sabotage() == Sabotage.FORGETS_AT_A_CRASH && !all.isEmpty();
        return forgets ? all.subList(1, all.size()) : all;
    }

    @Override
    public CompletionStage<Boolean> forget(EntryId id) {
        return journal.forget(id);
    }

    @Override
    public CompletionStage<Long> forgetEnded(AgentId agent, Set<EntryQuery.Standing> standings) {
        return journal.forgetEnded(agent, standings);
    }

    @Override
    public Spool spool() {
        return journal.spool();
    }

    @Override
    public Optional<Entry> find(EntryId id) {
        return journal.find(id);
    }

    @Override
    public Optional<Stored.Call> call(EntryId id) {
        return journal.call(id);
    }

    @Override
    public Optional<Stored.Response> response(EntryId id) {
        return journal.response(id);
    }

    @Override
    public List<Entry> list(EntryQuery query) {
        return journal.list(query);
    }

    @Override
    public long open(AgentId agent) {
        return journal.open(agent);
    }

    @Override
    public JournalFigures figures() {
        return journal.figures();
    }

    @Override
    public void close() {
        journal.close();
    }
}
