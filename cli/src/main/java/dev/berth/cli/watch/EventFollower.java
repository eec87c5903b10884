package dev.berth.cli.watch;

import dev.berth.protocol.client.AgentAnswer;
import dev.berth.protocol.client.AgentFilter;
import dev.berth.protocol.client.AgentsClient;
import dev.berth.protocol.client.AnswerBroken;
import dev.berth.protocol.client.EventAnswer;
import dev.berth.protocol.client.EventStream;
import dev.berth.protocol.client.RequestRefused;
import dev.berth.protocol.client.ServerUnreachable;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Follows the events of several agents at once, and of those that are deployed meanwhile.
///
/// Each agent has a thread that reads its stream; one thread prints.
final class EventFollower implements AutoCloseable {

    private static final Duration LOOK_FOR_NEW = Duration.ofSeconds(2);
    private static final int WAITING = 1_000;

    private final AgentsClient client;
    private final Listener listener;
    private final Set<String> followed = new HashSet<>();
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>(WAITING);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private int open;

    /// Takes events one at a time.
    @FunctionalInterface
    interface Listener {
        /// @return whether more are wanted
        boolean take(String agent, EventAnswer event);
    }

    private sealed interface Message {
        record Happened(String agent, EventAnswer event) implements Message {}

        record Ended() implements Message {}

        record Broke(RuntimeException why) implements Message {}
    }

    EventFollower(AgentsClient client, Listener listener) {
        this.client = client;
        this.listener = listener;
    }

    /// Begins with the events of an agent after a sequence number.
    void add(AgentAnswer agent, long after) {
        if (followed.add(agent.id())) {
            open++;
            threads.execute(() -> read(agent, after));
        }
    }

    /// Passes events on until all streams ended, nobody listens any more, or a stream broke off.
    ///
    /// @param all whether agents that are deployed meanwhile belong to it too
    void run(boolean all) throws InterruptedException {
        while (open > 0 || all) {
            @Nullable Message next = messages.poll(LOOK_FOR_NEW.toMillis(), TimeUnit.MILLISECONDS);
            if (next != null) {
                if (!handled(next)) {
                    return;
                }
            } else if (all) {
                client.all(AgentFilter.ALL).forEach(each -> add(each, 0));
            }
        }
    }

    private boolean handled(Message message) {
        return switch (message) {
            case Message.Happened(String agent, EventAnswer event) -> listener.take(agent, event);
            case Message.Ended _ -> {
                open--;
                yield true;
            }
            case Message.Broke(RuntimeException why) -> throw why;
        };
    }

    private void read(AgentAnswer agent, long after) {
        try {
            messages.put(end(agent, after));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Reads a stream to its end.
    private Message end(AgentAnswer agent, long after) throws InterruptedException {
        try (EventStream events = client.followEvents(agent.id(), after)) {
            Optional<EventAnswer> next = events.next();
            while (next.isPresent()) {
                messages.put(new Message.Happened(agent.slug(), next.get()));
                next = events.next();
            }
            return new Message.Ended();
        } catch (RequestRefused e) {
            // Removed before its stream began.
            return e.problem().status() == 404 ? new Message.Ended() : new Message.Broke(e);
        } catch (AnswerBroken | ServerUnreachable e) {
            return new Message.Broke(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
