package dev.berth.controlplane.api;

import dev.berth.controlplane.requests.RequestDesk;
import dev.berth.controlplane.requests.StoredHead;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.EntryState;
import dev.berth.journal.JournalFailure;
import dev.berth.journal.Stored;
import dev.berth.kit.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Gives a kept answer as it was: its status, its headers but those of the connection, its body byte for byte.
final class StoredAnswer {

    /// Tells a kept answer from one of the API itself.
    static final String HEADER = "Berth-Stored-Answer";

    /// Not the agent's to say here: how the message is framed, and what Berth itself adds.
    private static final Set<String> OURS = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "content-length",
            "x-berth-request-id",
            "berth-stored-answer");

    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int CHUNK = 64 << 10;

    private final RequestDesk desk;

    StoredAnswer(RequestDesk desk) {
        this.desk = desk;
    }

    Answer of(Entry entry) {
        return switch (entry.state()) {
            case EntryState.Accepted _, EntryState.Delivering _ ->
                Answer.later(
                        Problem.of(
                                409,
                                "not_answered_yet",
                                "The agent has not answered this request yet. Ask again, or look at %s."
                                        .formatted(RequestAnswers.path(entry))),
                        AGAIN);
            case EntryState.Abandoned abandoned ->
                Answer.problem(Problem.of(
                                410,
                                "request_abandoned",
                                "It was never answered and is given up. " + abandoned.detail())
                        .with("reason", AgentAnswers.word(abandoned.reason())));
            case EntryState.Completed _ -> completed(entry.id());
        };
    }

    private Answer completed(EntryId id) {
        Optional<Stored.Response> response;
        try {
            response = desk.response(id);
        } catch (JournalFailure e) {
            if (JournalFailure.isAway(e)) {
                throw e;
            }
            return Answer.problem(Problem.of(
                    500,
                    "response_damaged",
                    "The answer was kept and cannot be read any more: " + e.getMessage() + "."));
        }
        if (response.isEmpty()) {
            return Answer.problem(RequestOperations.unknown(id.toString()));
        }
        return response.get().kept() ? relayed(id, response.get()) : notKept(response.get());
    }

    private static Answer notKept(Stored.Response response) {
        RequestAnswers.close(response.body());
        return Answer.problem(Problem.of(
                        409,
                        "response_not_kept",
                        ("The agent answered %d with %d bytes, more than journal.keep_response, so they were not kept."
                                        + " A replay runs the call again.")
                                .formatted(response.status(), response.bodyLength()))
                .with("length", response.bodyLength()));
    }

    private static Answer relayed(EntryId id, Stored.Response response) {
        List<StoredHead.Header> headers = new ArrayList<>();
        StoredHead.of(response.head()).headers().stream()
                .filter(each -> !OURS.contains(each.name().toLowerCase(Locale.ROOT)))
                .forEach(headers::add);
        headers.add(new StoredHead.Header(HEADER, id.toString()));
        return new Answer.Relayed(response.status(), headers, response.bodyLength(), new Body(response.body()));
    }

    /// A kept body on its way to a caller. A damaged one ends with an exception, which breaks the connection off.
    private record Body(InputStream bytes) implements Answer.Source {

        @Override
        public void writeTo(Answer.Sink sink) throws IOException, InterruptedException {
            byte[] chunk = new byte[CHUNK];
            for (int read = bytes.read(chunk); read >= 0; read = bytes.read(chunk)) {
                sink.write(chunk, read);
            }
        }

        @Override
        public void close() {
            RequestAnswers.close(bytes);
        }
    }
}
