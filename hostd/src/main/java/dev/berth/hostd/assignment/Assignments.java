package dev.berth.hostd.assignment;

import dev.berth.domain.agent.AgentId;
import dev.berth.hostd.files.AgentFile;
import dev.berth.hostd.files.AgentFile.Content;
import dev.berth.kit.ReconcileLoop;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.Assignment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes assignments, and lets nobody act on one before it is on the disk.
///
/// Messages that come while the last one is being written are written together.
public final class Assignments implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Assignments.class);
    private static final Duration RESYNC = Duration.ofMinutes(1);

    private sealed interface Message {
        record LinkOpened() implements Message {}

        record Arrived(Assignment assignment) implements Message {}
    }

    private final AgentFile<AssignedAgent> file;
    private final Consumer<AgentId> changed;
    private final Runnable confirmed;
    private final Queue<Message> arrived = new ConcurrentLinkedQueue<>();
    // Of the loop's thread alone. What cannot be written now is put in again by the next pass.
    private final List<Message> unwritten = new ArrayList<>();
    private final ReconcileLoop loop = new ReconcileLoop("hostd-assignments", RESYNC, this::takeAll);
    private volatile AssignmentBook book;

    /// @param changed is told each agent of which something else is wanted than before
    /// @param confirmed is called when the control plane has told everything over a new link
    public Assignments(AgentFile<AssignedAgent> file, Consumer<AgentId> changed, Runnable confirmed) {
        this.file = file;
        this.changed = changed;
        this.confirmed = confirmed;
        Content<AssignedAgent> kept = file.read();
        this.book = AssignmentBook.remembered(kept.version(), kept.values());
    }

    public Assignments start() {
        loop.start();
        return this;
    }

    /// The newest assignment that is on the disk.
    public AssignmentBook book() {
        return book;
    }

    /// What follows comes over a new link. Never blocks.
    public void linkOpened() {
        arrived.add(new Message.LinkOpened());
        loop.signal();
    }

    /// Never blocks.
    public void take(Assignment assignment) {
        arrived.add(new Message.Arrived(assignment));
        loop.signal();
    }

    private Duration takeAll() {
        for (Message message = arrived.poll(); message != null; message = arrived.poll()) {
            unwritten.add(message);
        }
        AssignmentBook next = book;
        Set<AgentId> touched = new HashSet<>();
        for (Message message : unwritten) {
            switch (message) {
                case Message.LinkOpened _ -> next = next.reopened();
                case Message.Arrived(var assignment) -> {
                    AssignmentBook.Turned turned = next.turn(assignment);
                    next = turned.book();
                    touched.addAll(turned.changed());
                }
            }
        }
        keep(next, touched);
        unwritten.clear();
        return RESYNC;
    }

    private void keep(AssignmentBook next, Set<AgentId> touched) {
        if (!next.agents().equals(book.agents()) || next.version() != book.version()) {
            file.write(new Content<>(next.version(), next.all()));
            LOG.atDebug().addKeyValue("status", next.version()).log("assignment kept");
        }
        boolean news = next.confirmed() && !book.confirmed();
        book = next;
        touched.forEach(changed);
        if (news) {
            confirmed.run();
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
