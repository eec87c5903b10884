package dev.berth.journal.log;

import dev.berth.domain.agent.AgentId;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryQuery;
import dev.berth.journal.EntryQuery.Standing;
import dev.berth.journal.Journal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Forgets what ended of one agent, page by page, so that others' changes get their turn between.
final class Clearing {

    private static final Set<Standing> ENDED = EnumSet.of(Standing.COMPLETED, Standing.ABANDONED);

    private Clearing() {}

    /// @param standings see [Journal#forgetEnded]
    /// @return how many were forgotten
    static long clear(Journal journal, AgentId agent, Set<Standing> standings) {
        Set<Standing> meant = EnumSet.copyOf(ENDED);
        if (!standings.isEmpty()) {
            meant.retainAll(standings);
        }
        long forgotten = 0;
        EntryId before = null;
        List<Entry> page;
        do {
            page = meant.isEmpty()
                    ? List.of()
                    : journal.list(new EntryQuery(agent, meant, before, EntryQuery.LONGEST_PAGE));
            List<CompletableFuture<Boolean>> asked = page.stream()
                    .map(each -> journal.forget(each.id()).toCompletableFuture())
                    .toList();
            forgotten += asked.stream().filter(CompletableFuture::join).count();
            before = page.isEmpty() ? null : page.getLast().id();
        } while (before != null);
        return forgotten;
    }
}
