package dev.berth.edge.differential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/// Node's client, which reads answers and tells what it took them for.
///
/// @param server where its script listens
record NodeClient(OtherParser server) {

    /// What the script says: a line for each answer, then how many connections it needed.
    record Reading(List<String> lines) {

        boolean isRefused() {
            return lines.getFirst().startsWith("refused");
        }
    }

    /// @param bytes of the answers to two requests on one connection
    /// @param first how many of them answer the first one
    /// @param broken the connection ends behind the first answer
    Reading read(String method, String bytes, int first, boolean broken) {
        String head = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + bytes.length()
                + "\r\nX-Method: " + method + "\r\nX-First: " + first + "\r\nX-Broken: " + (broken ? 1 : 0)
                + "\r\n\r\n";
        String answer = server.converse(Latin1.bytes(head + bytes));
        try {
            PlainReader reader = new PlainReader(new ByteArrayInputStream(Latin1.bytes(answer)));
            return new Reading(Objects.requireNonNull(reader.answer(false))
                    .content()
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
