package dev.berth.controlplane.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.controlplane.agents.AgentEvent;
import dev.berth.controlplane.agents.AgentView;
import dev.berth.controlplane.agents.AwaitAgent;
import dev.berth.controlplane.agents.FindAgents;
import dev.berth.domain.agent.AgentId;
import dev.berth.protocol.api.ApiJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/// Lists the steps of an agent's life, or streams them as server-sent events.
final class Events {

    /// A stream says something at least this often, so that whatever lies between keeps it open.
    static final Duration PULSE = Duration.ofSeconds(15);

    private static final int AT_ONCE = 500;

    private final FindAgents find;
    private final AwaitAgent await;
    private final Settling settling;
    private final InstantSource clock;

    Events(FindAgents find, AwaitAgent await, Settling settling, InstantSource clock) {
        this.find = find;
        this.await = await;
        this.settling = settling;
        this.clock = clock;
    }

    Answer read(ApiCall call, AgentView agent) {
        AgentId id = agent.record().agent().id();
        boolean follow = call.flag("follow");
        int limit = call.limit();
        long after = call.parameter("cursor", Events::sequence)
                .or(() -> call.request()
                        .header("last-event-id")
                        .filter(_ -> follow)
                        .map(Events::sequence))
                .orElse(0L);
        if (follow) {
            return new Answer.Streamed("text/event-stream", sink -> new Following(id, after).writeTo(sink));
        }
        List<AgentEvent> events = find.events(id, after, limit + 1);
        boolean more = events.size() > limit;
        List<AgentEvent> page = more ? events.subList(0, limit) : events;
        return Answer.json(Pages.of(
                page.stream().map(Events::json).toList(),
                more ? Optional.of(Long.toString(page.getLast().sequence())) : Optional.empty()));
    }

    private static long sequence(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException(
                    "must be the next of an earlier page, or an event's sequence, not " + text);
        }
    }

    private static ObjectNode json(AgentEvent event) {
        return ApiJson.NODES
                .objectNode()
                .put("sequence", event.sequence())
                .put("at", ApiJson.time(event.at()))
                .put("kind", event.kind())
                .put("reason", event.reason())
                .put("generation", event.generation());
    }

    /// One stream of events.
    private final class Following {

        private final AgentId agent;
        private final AtomicBoolean gone = new AtomicBoolean();
        private long after;

        private Following(AgentId agent, long after) {
            this.agent = agent;
            this.after = after;
        }

        private void writeTo(Answer.Sink sink) throws IOException, InterruptedException {
            CompletableFuture<Void> left = new CompletableFuture<>();
            sink.onGone(() -> {
                gone.set(true);
                left.complete(null);
            });
            write(sink, ": events of " + agent + "\n\n");
            while (!gone.get()) {
                CompletableFuture<Void> change = await.next(agent);
                if (settling.look(agent).isEmpty()) {
                    write(sink, "event: removed\ndata: " + json(removed()) + "\n\n");
                    return;
                }
                if (!news(sink) && !changed(CompletableFuture.anyOf(change, left))) {
                    write(sink, ": still here\n\n");
                }
            }
        }

        /// It has no number of its own: nothing comes after it.
        private AgentEvent removed() {
            return new AgentEvent(agent, after, clock.instant(), "removed", "It was removed.", 0);
        }

        private boolean news(Answer.Sink sink) throws IOException, InterruptedException {
            List<AgentEvent> events = find.events(agent, after, AT_ONCE);
            StringBuilder text = new StringBuilder();
            for (AgentEvent event : events) {
                text.append("id: ").append(event.sequence()).append('\n');
                text.append("event: ").append(event.kind()).append('\n');
                text.append("data: ").append(json(event)).append("\n\n");
                after = event.sequence();
            }
            if (!events.isEmpty()) {
                write(sink, text.toString());
            }
            return !events.isEmpty();
        }
    }

    private static boolean changed(CompletableFuture<Object> change) throws InterruptedException {
        try {
            change.get(PULSE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a change never fails", e);
        }
    }

    private static void write(Answer.Sink sink, String text) throws IOException, InterruptedException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sink.write(bytes, bytes.length);
    }
}
