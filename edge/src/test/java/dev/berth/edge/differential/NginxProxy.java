package dev.berth.edge.differential;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// nginx as a proxy, which reads answers of its upstream and tells, by what it passes on, what it took them for.
final class NginxProxy {

    /// What nginx answers when it does not understand its upstream; see `nginx.conf`.
    private static final int NOT_UNDERSTOOD = 599;

    private final OtherParser server;
    private final AnsweringBackend backend;
    private final AtomicLong cases = new AtomicLong();

    NginxProxy(OtherParser server, AnsweringBackend backend) {
        this.server = server;
        this.backend = backend;
    }

    /// What nginx made of an answer.
    sealed interface Reading {

        record Refused() implements Reading {}

        /// It passed a part on, and then cut its client off.
        record BrokenOff() implements Reading {}

        /// @param status and content are what the client got
        record Passed(int status, Seen content) implements Reading {

            @Override
            public String toString() {
                return status + " with " + content.length() + " bytes (" + content.digest() + ")";
            }
        }
    }

    /// @param ends the upstream's connection ends behind the bytes
    Reading read(String method, String bytes, boolean ends) {
        String name = Long.toString(cases.incrementAndGet());
        backend.answer(name, bytes, ends);
        String request = String.join(
                "\r\n",
                method + " /one HTTP/1.1",
                "Host: a",
                AnsweringBackend.CASE + ": " + name,
                "Content-Length: 0",
                "Connection: close",
                "",
                "");
        return reading(server.converse(Latin1.bytes(request)), method.equals("HEAD"));
    }

    private static Reading reading(String text, boolean toHead) {
        ByteArrayInputStream in = new ByteArrayInputStream(Latin1.bytes(text));
        try {
            PlainReader.Message message =
                    Optional.ofNullable(new PlainReader(in).answer(toHead)).orElseThrow(EOFException::new);
            if (message.status() == NOT_UNDERSTOOD) {
                return new Reading.Refused();
            }
            return isCutOff(message, text, toHead)
                    ? new Reading.BrokenOff()
                    : new Reading.Passed(message.status(), Seen.of("", "", List.of(), message.content()));
        } catch (EOFException _) {
            return new Reading.BrokenOff();
        } catch (IOException e) {
            throw new UncheckedIOException("nginx says " + Escapes.of(text), e);
        }
    }

    /// The reader gives errors without the content that they promise.
    private static boolean isCutOff(PlainReader.Message message, String text, boolean toHead) {
        if (toHead || message.status() < 400) {
            return false;
        }
        List<String> lengths = message.values("Content-Length");
        return lengths.isEmpty()
                ? !message.values("Transfer-Encoding").isEmpty() && !text.endsWith("0\r\n\r\n")
                : message.content().length() < Integer.parseInt(lengths.getFirst());
    }
}
