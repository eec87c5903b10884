package dev.berth.protocol.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An agent's events as they happen. Closing it from another thread ends a wait for the next one.
public final class EventStream implements AutoCloseable {

    private final Transport transport;
    private final InputStream body;
    private final BufferedReader lines;

    EventStream(Transport transport, InputStream body) {
        this.transport = transport;
        this.body = body;
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /// Waits for the next event; empty when the server ended the stream, because the agent is gone.
    ///
    /// @throws AnswerBroken when the connection broke off
    public Optional<EventAnswer> next() {
        StringBuilder data = new StringBuilder();
        try {
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("event: removed")) {
                    return Optional.empty();
                }
                if (line.startsWith("data:")) {
                    data.append(data.isEmpty() ? "" : "\n")
                            .append(line.substring(5).strip());
                } else if (line.isEmpty() && !data.isEmpty()) {
                    return Optional.of(event(data.toString()));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw transport.brokenOff(e);
        }
    }

    private static EventAnswer event(String data) {
        return new EventAnswer(Json.parse(data)
                .orElseThrow(() -> new AnswerBroken("The server sent an event that is not JSON.", null)));
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException _) {
            // Nobody reads it any more.
        }
    }
}
