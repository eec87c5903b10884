package dev.berth.edge.differential;

import java.util.List;
import java.util.Optional;

/// Holds what nginx makes of an answer against what the edge made of it.
///
/// nginx takes an interim answer for the final one, so those that have any are left out and counted.
final class NginxAnswers {

    private final NginxProxy nginx;
    private final Tally tally;

    NginxAnswers(NginxProxy nginx, Tally tally) {
        this.nginx = nginx;
        this.tally = tally;
    }

    /// @param first the answer as a plain reader understands it
    /// @param text what the client got
    Optional<String> passedOn(Answered answered, PlainReader.Message first, String text) {
        if (text.startsWith("HTTP/1.1 1")) {
            tally.count("answers with interim ones, not shown to NGINX");
            return Optional.empty();
        }
        NginxProxy.Reading wanted =
                new NginxProxy.Reading.Passed(first.status(), Seen.of("", "", List.of(), first.content()));
        NginxProxy.Reading reading = nginx.read(answered.method(), text, false);
        tally.count("answers read by NGINX");
        return reading.equals(wanted)
                ? asSent(answered, wanted)
                : Optional.of("NGINX reads " + reading + ", the edge " + wanted + ": " + Escapes.of(text));
    }

    /// What the upstream sent means to nginx what it means to the edge, or nothing.
    private Optional<String> asSent(Answered answered, NginxProxy.Reading wanted) {
        NginxProxy.Reading reading = nginx.read(answered.method(), answered.answer(), true);
        if (!(reading instanceof NginxProxy.Reading.Passed)) {
            tally.count("answers refused by NGINX as sent");
            return Optional.empty();
        }
        return reading.equals(wanted)
                ? Optional.empty()
                : Optional.of("as sent: NGINX reads " + reading + ", the edge " + wanted);
    }

    Optional<String> brokenOff(Answered answered, String text) {
        return nginx.read(answered.method(), text, true) instanceof NginxProxy.Reading.Passed passed
                        && !text.startsWith("HTTP/1.1 1")
                ? Optional.of("NGINX takes an answer that broke off for whole: " + passed)
                : Optional.empty();
    }
}
