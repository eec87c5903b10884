package dev.berth.gateway.callback;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.edge.http.AsciiSlice;
import dev.berth.edge.http.HeaderName;
import dev.berth.edge.http.ResponseHead;
import dev.berth.edge.http.StoredHead;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryState;
import dev.berth.journal.Journal;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Stored;
import dev.berth.protocol.api.ApiJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/// What a receiver is told of a call that ended, as JSON. The answer's body is in it up to a bound.
final class CallbackMessage {

    /// Of an answer's body; a longer one is fetched by the receiver.
    static final int LONGEST_BODY = 256 * 1024;

    private static final HeaderName TYPE = HeaderName.of("Content-Type");
    private static final HeaderName ENCODING = HeaderName.of("Content-Encoding");

    private final Journal journal;

    CallbackMessage(Journal journal) {
        this.journal = journal;
    }

    /// Blocks while it reads the answer.
    ///
    /// @param entry that ended
    byte[] of(Entry entry, EntryState.Ended end) {
        String path = "/api/agents/%s/requests/%s".formatted(entry.agent(), entry.id());
        ObjectNode body = ApiJson.NODES.objectNode();
        body.put("id", entry.id().toString());
        body.put("agent", entry.agent().value());
        body.put("status", end instanceof EntryState.Completed ? "completed" : "abandoned");
        body.put("attempts", end.attempts());
        body.put("accepted_at", ApiJson.time(entry.acceptedAt()));
        body.put("ended_at", ApiJson.time(end.at()));
        body.put("replay_of", entry.replayOf() == null ? null : entry.replayOf().toString());
        switch (end) {
            case EntryState.Completed completed -> {
                body.putNull("reason").putNull("detail");
                answer(body.putObject("answer"), entry, completed);
            }
            case EntryState.Abandoned abandoned ->
                body.put("reason", abandoned.reason().name().toLowerCase(Locale.ROOT))
                        .put("detail", abandoned.detail())
                        .putNull("answer");
        }
        body.put("location", path);
        body.put("response", path + "/response");
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void answer(ObjectNode answer, Entry entry, EntryState.Completed completed) {
        answer.put("status", completed.status());
        try {
            Optional<Stored.Response> found = journal.response(entry.id());
            if (found.isPresent()) {
                answer(answer, found.get());
                return;
            }
        } catch (JournalFailure | IOException | IllegalArgumentException e) {
            if (JournalFailure.isAway(e)) {
                throw JournalFailure.away("read the answer that a callback tells of", e);
            }
            // The receiver is told that there was an answer; whoever fetches it learns why it cannot be read.
        }
        answer.putNull("content_type")
                .putNull("bytes")
                .put("kept", false)
                .putNull("body")
                .putNull("body_encoding");
    }

    private static void answer(ObjectNode answer, Stored.Response response) throws IOException {
        try (InputStream in = response.body()) {
            ResponseHead head = StoredHead.parseAnswer(response.head().array(), false);
            boolean here = response.kept() && response.bodyLength() <= LONGEST_BODY;
            byte[] body = here ? in.readAllBytes() : new byte[0];
            Optional<String> type = head.header(TYPE).map(AsciiSlice::toString);
            answer.put("content_type", type.orElse(null))
                    .put("bytes", response.bodyLength())
                    .put("kept", response.kept());
            boolean plain = head.header(ENCODING).isEmpty()
                    && type.map(CallbackMessage::isText).orElse(false);
            Optional<String> text = here && plain ? text(body) : Optional.empty();
            if (!here) {
                answer.putNull("body").putNull("body_encoding");
            } else {
                answer.put("body", text.orElseGet(() -> Base64.getEncoder().encodeToString(body)))
                        .put("body_encoding", text.isPresent() ? "text" : "base64");
            }
        }
    }

    private static boolean isText(String type) {
        String kind = type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
        return kind.startsWith("text/") || kind.equals("application/json") || kind.endsWith("+json");
    }

    private static Optional<String> text(byte[] body) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }
}
