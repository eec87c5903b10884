package dev.berth.engine.docker;

import dev.berth.engine.EngineEvent;
import dev.berth.engine.EngineEvent.ContainerChanged;
import dev.berth.engine.EngineFailure;
import dev.berth.engine.EventSubscription;
import dev.berth.engine.LabelSelector;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows Docker's events, over as many connections as it takes.
///
/// A connection is given up after a while although it works: a network may have forgotten it without
/// telling. The next one begins where it ended, and Docker remembers the last 256 events.
final class DockerSubscription implements EventSubscription {

    private static final Logger LOG = LoggerFactory.getLogger(DockerSubscription.class);

    private static final Duration RENEWAL = Duration.ofMinutes(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final DockerApi api;
    private final LabelSelector selector;
    private final CountDownLatch closed = new CountDownLatch(1);
    private Instant since;
    private Duration pause = FIRST_PAUSE;
    private boolean mayHaveMissed = true;
    private volatile @Nullable Connection connection;

    DockerSubscription(DockerApi api, LabelSelector selector, Instant since) {
        this.api = api;
        this.selector = selector;
        this.since = since;
    }

    @Override
    public Optional<EngineEvent> next() {
        while (!isClosed()) {
            Connection open = connection;
            if (open == null) {
                connect();
            } else if (mayHaveMissed) {
                mayHaveMissed = false;
                return Optional.of(new EngineEvent.Gap(Instant.now()));
            } else {
                Optional<EngineEvent> event = read(open);
                if (event.isPresent()) {
                    return event;
                }
            }
        }
        return Optional.empty();
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void connect() {
        ApiPath path = ApiPath.of("events")
                .with("since", EngineTime.of(since))
                .with("filters", Filters.labels(selector).set("type", ContainerRequest.array(List.of("container"))));
        try {
            connection = new Connection(api.open("follow events", path, DockerErrors::other), api.watchdog());
            pause = FIRST_PAUSE;
        } catch (EngineFailure e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("events not connected");
            rest();
        }
        if (isClosed()) {
            disconnect();
        }
    }

    private void rest() {
        mayHaveMissed = true;
        try {
            boolean ended = closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            closed.countDown();
        }
    }

    /// Empty when the event is not one that is told, or when the connection has ended.
    private Optional<EngineEvent> read(Connection open) {
        try {
            String line = open.lines.readLine();
            if (line == null) {
                lose(open, "the engine ended the stream");
                return Optional.empty();
            }
            Optional<ContainerChanged> event = EventJson.event(api.json().readTree(line));
            event.ifPresent(told -> since = told.at().plusNanos(1));
            return event.map(told -> told);
        } catch (IOException e) {
            lose(open, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void lose(Connection open, String reason) {
        disconnect();
        if (!open.renewed && !isClosed()) {
            mayHaveMissed = true;
            LOG.atInfo().addKeyValue("reason", reason).log("events interrupted");
        }
    }

    private void disconnect() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        Connection open = connection;
        if (open != null) {
            open.close();
        }
    }

    /// One stream of events, a line each, until it breaks or is to be renewed.
    private static final class Connection implements AutoCloseable {

        private final ApiStream stream;
        private final BufferedReader lines;
        private final Watchdog.Watch renewal;
        private volatile boolean renewed;

        private Connection(ApiStream stream, Watchdog watchdog) {
            this.stream = stream;
            this.lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
            this.renewal = watchdog.watch(RENEWAL, this::renew);
        }

        private void renew() {
            renewed = true;
            stream.close();
        }

        @Override
        public void close() {
            renewal.close();
            stream.close();
        }
    }
}
