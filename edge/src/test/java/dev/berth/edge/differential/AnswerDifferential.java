package dev.berth.edge.differential;

import dev.berth.edge.route.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Brings one answer through the edge, and lets Node's client and nginx read what the edge made of it and what the
/// upstream sent.
final class AnswerDifferential {

    private final AnswerRun berth;
    private final NodeClient node;
    private final NginxAnswers nginx;
    private final Tally tally;

    AnswerDifferential(AnswerRun berth, NodeClient node, NginxAnswers nginx, Tally tally) {
        this.berth = berth;
        this.node = node;
        this.nginx = nginx;
        this.tally = tally;
    }

    /// The first thing on which not all agree, or nothing.
    Optional<String> difference(byte[] text) {
        return Answered.of(text).flatMap(this::difference);
    }

    private Optional<String> difference(Answered answered) {
        AnswerRun.Passage passage = berth.pass(answered);
        Outcome outcome = passage.ending().outcome();
        tally.count("answers");
        tally.count("answers: " + outcome);
        return switch (outcome) {
            case ANSWERED -> passedOn(answered, passage);
            case BROKEN_OFF -> brokenOff(answered, passage);
            case UPSTREAM_FAILED -> refused(answered, passage);
            default -> Optional.of("the edge says " + outcome);
        };
    }

    private Optional<String> passedOn(Answered answered, AnswerRun.Passage passage) {
        String received = passage.received();
        int end = (int) passage.ending().bytesOut();
        PlainReader.Message first = only(received.substring(0, end), answered.isHead());
        PlainReader.Message second = only(received.substring(end), false);
        if (first == null || second == null || !isSecond(answered, second)) {
            return Optional.of("the client got no two plain answers: " + Escapes.of(received));
        }
        return readByNode(answered, List.of(line(first), line(second), "connections 1"), received, end)
                .or(() -> readByNodeAsSent(answered, first))
                .or(() -> nginx.passedOn(answered, first, received.substring(0, end)));
    }

    private Optional<String> readByNode(Answered answered, List<String> wanted, String received, int end) {
        NodeClient.Reading reading = node.read(answered.method(), received, end, false);
        if (reading.isRefused()) {
            return Optional.of("NODE refuses " + reading.lines() + ": " + Escapes.of(received));
        }
        boolean closes = reading.lines().getLast().equals("connections 2");
        return reading.lines().equals(wanted)
                        || (closes && reading.lines().subList(0, 2).equals(wanted.subList(0, 2)))
                ? Optional.empty()
                : Optional.of("NODE reads " + reading.lines() + ", the edge " + wanted + ": " + Escapes.of(received));
    }

    /// What the upstream sent means to Node what it means to the edge, or nothing.
    ///
    /// Node also looks at what stands behind the answer, and at lengths of answers that have none.
    /// The edge throws both away: refusals for them are no difference, and counted by reason.
    private Optional<String> readByNodeAsSent(Answered answered, PlainReader.Message first) {
        NodeClient.Reading reading = node.read(
                answered.method(), answered.answer(), answered.answer().length(), true);
        if (reading.isRefused()) {
            tally.count("answers refused by NODE as sent: " + reading.lines().getFirst());
            return Optional.empty();
        }
        return reading.lines().getFirst().equals(line(first))
                ? Optional.empty()
                : Optional.of("as sent: NODE reads " + reading.lines() + ", the edge " + line(first));
    }

    private Optional<String> brokenOff(Answered answered, AnswerRun.Passage passage) {
        String received = passage.received();
        NodeClient.Reading reading = node.read(answered.method(), received, received.length(), true);
        return reading.isRefused() || reading.lines().getFirst().contains(" false ")
                ? nginx.brokenOff(answered, received)
                : Optional.of("NODE takes an answer that broke off for whole: " + reading.lines());
    }

    /// A 502 of the edge's own, and the second answer behind it.
    private static Optional<String> refused(Answered answered, AnswerRun.Passage passage) {
        PlainReader reader = new PlainReader(new ByteArrayInputStream(Latin1.bytes(passage.received())));
        try {
            PlainReader.Message first = reader.answer(answered.isHead());
            PlainReader.Message second = reader.answer(false);
            boolean sound = first != null
                    && first.status() == 502
                    && second != null
                    && !second.values("X-Two").isEmpty();
            return sound ? Optional.empty() : Optional.of("after a 502: " + Escapes.of(passage.received()));
        } catch (IOException e) {
            return Optional.of("after a 502: " + e + " in " + Escapes.of(passage.received()));
        }
    }

    /// Another answer than the upstream's own is in order only when its connection ended while the edge asked again:
    /// what may have been read is not repeated.
    private boolean isSecond(Answered answered, PlainReader.Message second) {
        if (second.values("X-Two").isEmpty() && second.status() == 502 && answered.closes()) {
            tally.count("second requests that met the end of their connection");
            return true;
        }
        return second.values("X-Two").equals(List.of("2"));
    }

    /// As the script for Node tells it.
    private static String line(PlainReader.Message answer) {
        Seen content = Seen.of("", "", List.of(), answer.content());
        String two = answer.values("X-Two").isEmpty() ? "-" : "2";
        return answer.status() + " " + content.length() + " " + content.digest() + " true " + two;
    }

    /// The one answer that the text is, or null when it is something else.
    private static PlainReader.@Nullable Message only(String text, boolean toHead) {
        ByteArrayInputStream in = new ByteArrayInputStream(Latin1.bytes(text));
        try {
            PlainReader.Message message = new PlainReader(in).answer(toHead);
            return in.available() == 0 ? message : null;
        } catch (IOException | RuntimeException _) {
            return null;
        }
    }
}
