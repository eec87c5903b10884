package dev.berth.edge.differential;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Holds what another parser made of one connection against what the edge says that it is.
final class Comparison {

    /// Put behind every whole connection: who frames it as the edge does, takes this for a request of its own.
    static final String SENTINEL = "GET /sentinel HTTP/1.1\r\nHost: sentinel\r\nConnection: close\r\n\r\n";

    /// Stands for the refusal of a parser that says nothing, and reads nothing more.
    static final String NO_MORE = "no more";

    private static final Seen SENTINEL_SEEN =
            PlainReader.requests(SENTINEL).list().getFirst().seen();

    /// Belong to one hop, or are set anew by a proxy.
    private static final Set<String> OF_A_HOP = Set.of(
            "host", "connection", "content-length", "transfer-encoding", "te", "keep-alive", "expect", "upgrade");

    private final OtherParser.Name parser;
    private final Tally tally;

    Comparison(OtherParser.Name parser, Tally tally) {
        this.parser = parser;
        this.tally = tally;
    }

    /// What a connection should be taken for.
    ///
    /// @param texts of the requests: at least their heads, as they are on the connection
    /// @param ending how it goes on behind the requests
    record Expected(List<Seen> requests, List<String> texts, Behind ending) {}

    /// What stands behind the requests of a connection.
    enum Behind {
        /// The sentinel.
        SENTINEL,
        /// The sentinel, which is read only by who does not close after the last request.
        PERHAPS_SENTINEL,
        /// A part of a request.
        FRAGMENT
    }

    /// The first thing that is not alike, or nothing.
    Optional<String> difference(Expected expected, View view) {
        int at = 0;
        for (View.Item item : view.items()) {
            Optional<String> difference = item(expected, at, item);
            if (difference.isPresent()) {
                return difference;
            }
            at++;
        }
        return missing(expected, view);
    }

    private Optional<String> item(Expected expected, int at, View.Item item) {
        int count = expected.requests().size();
        if (at < count) {
            return switch (item) {
                case View.Item.Took(Seen seen) -> unlike(expected.requests().get(at), seen, at);
                case View.Item.Refused refused ->
                    refused(refused, expected.texts().get(at), at);
            };
        }
        return switch (expected.ending()) {
            case SENTINEL, PERHAPS_SENTINEL ->
                at == count
                                && item instanceof View.Item.Took(Seen seen)
                                && seen.isFramedLike(SENTINEL_SEEN)
                                && seen.fields().stream()
                                        .anyMatch(field -> field.value().equals("sentinel"))
                        ? Optional.empty()
                        : Optional.of(parser + " finds " + item + " where the edge found the next request");
            case FRAGMENT ->
                item instanceof View.Item.Refused
                        ? Optional.empty()
                        : Optional.of(parser + " takes a part of a request for whole: " + item);
        };
    }

    private Optional<String> unlike(Seen wanted, Seen seen, int at) {
        Seen origin = new Seen(
                seen.method(), originForm(seen.target(), wanted.target()), seen.fields(), seen.length(), seen.digest());
        if (!origin.isFramedLike(wanted)) {
            return Optional.of(parser + " takes request " + at + " for " + seen + ", the edge for " + wanted);
        }
        if (!wanted.fields().isEmpty() && !endToEnd(wanted).equals(endToEnd(seen))) {
            return Optional.of(parser + " sees the headers of request " + at + " as " + endToEnd(seen)
                    + ", the edge as " + endToEnd(wanted));
        }
        return Optional.empty();
    }

    private static List<Seen.Field> endToEnd(Seen seen) {
        return seen.fields().stream()
                .filter(field -> !OF_A_HOP.contains(field.name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    private Optional<String> refused(View.Item.Refused refused, String text, int at) {
        return isTolerated(refused.reason(), text)
                ? Optional.empty()
                : Optional.of(
                        parser + " refuses request " + at + " with " + refused.reason() + ": " + Escapes.of(text));
    }

    private boolean isTolerated(String refusal, String text) {
        for (Tolerated kind : Tolerated.values()) {
            if (kind.covers(parser, refusal, text)) {
                tally.count(kind.name());
                return true;
            }
        }
        return false;
    }

    /// Fewer answers than requests are in order only when the other one ended the connection.
    private Optional<String> missing(Expected expected, View view) {
        int count = expected.requests().size();
        int answered = view.items().size();
        boolean refused = answered > 0 && view.items().getLast() instanceof View.Item.Refused;
        boolean enough = switch (expected.ending()) {
            case SENTINEL -> answered > count || refused;
            case PERHAPS_SENTINEL -> true;
            case FRAGMENT -> answered >= count || refused;
        };
        if ((enough && view.ended()) || endsInOrder(expected, answered)) {
            return Optional.empty();
        }
        return Optional.of(parser + (view.ended() ? " ends" : " waits for more") + " after " + answered + " of " + count
                + " requests");
    }

    private boolean endsInOrder(Expected expected, int answered) {
        return answered > 0
                && answered <= expected.texts().size()
                && isTolerated(NO_MORE, expected.texts().get(answered - 1));
    }

    /// An empty query behind an empty path may be left out with it.
    private static String originForm(String target, String wanted) {
        if (target.equals("/") && wanted.equals("/?")) {
            return wanted;
        }
        String lower = target.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("http://") && !lower.startsWith("https://")) {
            return target;
        }
        int at = target.indexOf("//") + 2;
        while (at < target.length() && target.charAt(at) != '/' && target.charAt(at) != '?') {
            at++;
        }
        String rest = target.substring(at);
        return rest.startsWith("/") ? rest : "/" + rest;
    }
}
