package dev.berth.controlplane.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.controlplane.requests.RequestDesk;
import dev.berth.controlplane.requests.StoredHead;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryQuery.Standing;
import dev.berth.journal.EntryState;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Stored;
import dev.berth.protocol.api.ApiJson;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes kept calls as the API shows them.
final class RequestAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(RequestAnswers.class);

    private final RequestDesk desk;

    RequestAnswers(RequestDesk desk) {
        this.desk = desk;
    }

    static String path(Entry entry) {
        return "/api/agents/" + entry.agent() + "/requests/" + entry.id();
    }

    ObjectNode brief(Entry entry) {
        ObjectNode node = ApiJson.NODES.objectNode();
        node.put("id", entry.id().toString());
        node.put("agent", entry.agent().value());
        node.put("status", AgentAnswers.word(Standing.of(entry.state())));
        node.put("attempts", entry.state().attempts());
        head(node, entry);
        node.put("bytes", entry.bytes());
        node.put("accepted_at", ApiJson.time(entry.acceptedAt()));
        node.put("deadline", ApiJson.time(entry.deadline()));
        state(node, entry.state());
        node.put("expires_at", entry.expiresAt().map(ApiJson::time).orElse(null));
        node.put("replay_of", entry.replayOf() == null ? null : entry.replayOf().toString());
        node.putObject("links")
                .put("self", path(entry))
                .put("response", path(entry) + "/response")
                .put("replay", path(entry) + "/replay");
        return node;
    }

    /// With what is known of the answer that was kept, and of the callback.
    ObjectNode full(Entry entry) {
        ObjectNode node = brief(entry);
        if (entry.state() instanceof EntryState.Completed && node.get("answer") instanceof ObjectNode answer) {
            response(entry).ifPresent(response -> {
                answer.put("bytes", response.bodyLength()).put("kept", response.kept());
                close(response.body());
            });
        }
        desk.callbacks().find(entry.id()).ifPresent(each -> node.set("callback", CallbackAnswers.json(each)));
        return node;
    }

    private static void state(ObjectNode node, EntryState state) {
        Optional<EntryState.Delivering> delivering =
                state instanceof EntryState.Delivering now ? Optional.of(now) : Optional.empty();
        node.put(
                "generation", delivering.map(now -> now.instance().generation()).orElse(null));
        node.put(
                "delivering_since",
                delivering.map(EntryState.Delivering::since).map(ApiJson::time).orElse(null));
        Optional<Instant> ended = state instanceof EntryState.Ended end ? Optional.of(end.at()) : Optional.empty();
        node.put("ended_at", ended.map(ApiJson::time).orElse(null));
        if (state instanceof EntryState.Completed completed) {
            node.putObject("answer").put("status", completed.status());
        } else {
            node.putNull("answer");
        }
        if (state instanceof EntryState.Abandoned abandoned) {
            node.put("reason", AgentAnswers.word(abandoned.reason())).put("detail", abandoned.detail());
        } else {
            node.putNull("reason").putNull("detail");
        }
    }

    /// Method and target as the agent gets them; null when the record cannot be read any more.
    private void head(ObjectNode node, Entry entry) {
        Optional<StoredHead> head = call(entry).map(call -> {
            close(call.body());
            return StoredHead.of(call.head());
        });
        node.put("method", head.flatMap(StoredHead::method).orElse(null));
        node.put("path", head.flatMap(StoredHead::target).orElse(null));
    }

    private Optional<Stored.Call> call(Entry entry) {
        try {
            return desk.call(entry.id());
        } catch (JournalFailure e) {
            unreadable(entry, e);
            return Optional.empty();
        }
    }

    private Optional<Stored.Response> response(Entry entry) {
        try {
            return desk.response(entry.id());
        } catch (JournalFailure e) {
            unreadable(entry, e);
            return Optional.empty();
        }
    }

    private static void unreadable(Entry entry, JournalFailure e) {
        LOG.atWarn().addKeyValue("entry", entry.id()).setCause(e).log("entry cannot be read");
    }

    static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("body not closed cleanly");
        }
    }
}
