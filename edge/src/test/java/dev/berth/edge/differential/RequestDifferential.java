package dev.berth.edge.differential;

import dev.berth.edge.EdgeLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Sends one stream through the edge, and lets the other parsers read what the edge sent on and what it was sent.
final class RequestDifferential {

    private static final byte[] SENTINEL = Latin1.bytes(Comparison.SENTINEL);

    private final BerthRun berth;
    private final List<OtherParser> parsers;
    private final EdgeLimits limits;
    private final Tally tally;

    RequestDifferential(BerthRun berth, List<OtherParser> parsers, EdgeLimits limits, Tally tally) {
        this.berth = berth;
        this.parsers = parsers;
        this.limits = limits;
        this.tally = tally;
    }

    /// The first thing on which not all agree, or nothing.
    Optional<String> difference(byte[] stream, List<Integer> cuts) {
        OwnView own = OwnView.of(stream, limits);
        tally.count("streams");
        count(own);
        BerthRun.Passage passage = berth.pass(stream, cuts);
        return called(own, passage)
                .or(() -> answered(own, passage))
                .or(() -> forwarded(own, passage))
                .or(() -> original(stream, own));
    }

    private void count(OwnView own) {
        own.requests().forEach(_ -> tally.count("requests let through"));
        switch (own.ending()) {
            case OwnView.Ending.Clean _ -> tally.count("streams let through whole");
            case OwnView.Ending.Closed _ -> tally.count("streams let through up to a request that closes");
            case OwnView.Ending.Partial _ -> tally.count("streams that end in the middle");
            case OwnView.Ending.Faulty(var fault, boolean _) -> {
                tally.count("streams refused");
                tally.count("streams refused: " + fault.code());
            }
        }
    }

    /// The socket must not change what the parser makes of the bytes.
    private static Optional<String> called(OwnView own, BerthRun.Passage passage) {
        List<String> wanted = new ArrayList<>(own.seen().stream()
                .map(seen -> seen.method() + " " + seen.target())
                .toList());
        List<String> called = new ArrayList<>(passage.called());
        if (own.endsWithinABody() && called.size() == wanted.size() + 1) {
            called.removeLast();
        }
        return wanted.equals(called)
                ? Optional.empty()
                : Optional.of("the edge routed " + called + " over a socket, and parses " + wanted
                        + " without; the client got " + Escapes.of(passage.answers()));
    }

    /// Every whole request has its answer, and so has the fault that ends a stream.
    private static Optional<String> answered(OwnView own, BerthRun.Passage passage) {
        List<Integer> wanted = new ArrayList<>(own.seen().stream().map(_ -> 200).toList());
        if (own.ending() instanceof OwnView.Ending.Faulty(var fault, boolean _)) {
            wanted.add(fault.status());
        }
        List<Integer> statuses = new ArrayList<>();
        PlainReader reader = new PlainReader(new ByteArrayInputStream(Latin1.bytes(passage.answers())));
        try {
            PlainReader.Message answer = reader.answer(isHead(passage, 0));
            while (answer != null) {
                statuses.add(answer.status());
                answer = reader.answer(isHead(passage, statuses.size()));
            }
        } catch (IOException e) {
            return Optional.of("the edge's answers are not plain: " + e.getMessage());
        }
        return wanted.equals(statuses)
                ? Optional.empty()
                : Optional.of("the client got " + statuses + " where the edge parses " + wanted);
    }

    private static boolean isHead(BerthRun.Passage passage, int at) {
        return at < passage.called().size() && passage.called().get(at).startsWith("HEAD ");
    }

    private Optional<String> forwarded(OwnView own, BerthRun.Passage passage) {
        List<PlainReader.Messages> connections =
                passage.forwarded().stream().map(PlainReader::requests).toList();
        List<Seen> all = connections.stream()
                .flatMap(messages -> messages.list().stream())
                .map(PlainReader.Message::seen)
                .toList();
        if (!isFramedLike(own.seen(), all)) {
            return Optional.of("the edge sent on " + all + ", and was sent " + own.seen());
        }
        long fragments =
                connections.stream().filter(messages -> !messages.whole()).count();
        if (fragments > (own.endsWithinABody() ? 1 : 0)) {
            return Optional.of("the edge sent on a part of a request");
        }
        for (int i = 0; i < connections.size(); i++) {
            Optional<String> difference = connection(passage.forwarded().get(i), connections.get(i));
            if (difference.isPresent()) {
                return difference.map(text -> "forwarded: " + text);
            }
        }
        return Optional.empty();
    }

    private static boolean isFramedLike(List<Seen> one, List<Seen> other) {
        boolean alike = one.size() == other.size();
        for (int i = 0; i < one.size() && alike; i++) {
            alike = one.get(i).isFramedLike(other.get(i));
        }
        return alike;
    }

    private Optional<String> connection(String bytes, PlainReader.Messages messages) {
        Comparison.Expected expected = new Comparison.Expected(
                messages.list().stream().map(PlainReader.Message::seen).toList(),
                messages.list().stream().map(PlainReader.Message::head).toList(),
                messages.whole() ? Comparison.Behind.SENTINEL : Comparison.Behind.FRAGMENT);
        byte[] sent = Latin1.bytes(bytes);
        return compare(expected, messages.whole() ? joined(sent, sent.length) : sent);
    }

    /// What the client sent, as far as it was let through.
    private Optional<String> original(byte[] stream, OwnView own) {
        if (own.requests().isEmpty()) {
            return Optional.empty();
        }
        Comparison.Expected expected =
                new Comparison.Expected(own.seen(), own.texts(), Comparison.Behind.PERHAPS_SENTINEL);
        return compare(expected, joined(stream, own.end())).map(text -> "as sent: " + text);
    }

    private Optional<String> compare(Comparison.Expected expected, byte[] bytes) {
        boolean endOutput = expected.ending() == Comparison.Behind.FRAGMENT;
        for (OtherParser parser : parsers) {
            tally.count("connections read by " + parser.name());
            Optional<String> difference =
                    new Comparison(parser.name(), tally).difference(expected, parser.view(bytes, endOutput));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private static byte[] joined(byte[] bytes, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + SENTINEL.length);
        out.writeBytes(Arrays.copyOf(bytes, length));
        out.writeBytes(SENTINEL);
        return out.toByteArray();
    }
}
