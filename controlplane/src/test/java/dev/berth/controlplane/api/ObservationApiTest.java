package dev.berth.controlplane.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.domain.instance.EndReason;
import dev.berth.protocol.link.LogRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObservationApiTest {

    private final ApiWorld world = new ApiWorld();

    @AfterEach
    void close() {
        world.close();
    }

    private AgentRecord running() {
        world.post("/api/agents", "{\"name\": \"shop\"}", "Prefer: wait=20").expect(201);
        return world.record("shop");
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void givesLogsAsJsonUnlessTextIsAskedFor() {
        world.fleet.writes(running(), text("one\ntwo ✓\n"));

        assertThat(world.get("/api/agents/shop/logs").expect(200).json()).hasToString("{\"logs\":\"one\\ntwo ✓\\n\"}");
        assertThat(world.fleet.lastLogRequest()).isEqualTo(LogRequest.last(100));

        world.fleet.writes(world.record("shop"), text("one\ntwo ✓\n"));
        ApiWorld.Reply plain =
                world.get("/api/agents/shop/logs?lines=5", "Accept: text/plain").expect(200);
        assertThat(plain.text()).isEqualTo("one\ntwo ✓\n");
        assertThat(plain.header("content-type")).startsWith("text/plain");
    }

    @Test
    void asksForTheLinesThatAreWanted() {
        running();

        world.get("/api/agents/shop/logs?lines=7&since=10m&until=2026-03-01T12:00:00Z&timestamps=true")
                .expect(200);

        assertThat(world.fleet.lastLogRequest())
                .isEqualTo(new LogRequest(
                        7,
                        Optional.of(Instant.parse("2026-03-01T11:50:00.123Z")),
                        Optional.of(Instant.parse("2026-03-01T12:00:00Z")),
                        true,
                        false));
    }

    @Test
    void refusesMoreLinesThanAnAnswerHolds() {
        running();

        for (String query : List.of("lines=0", "lines=1001", "lines=many", "since=yesterday", "follow=perhaps")) {
            ApiWorld.Reply reply = world.get("/api/agents/shop/logs?" + query).expect(422);
            assertThat(reply.json().at("/errors/0/parameter").asText()).isEqualTo(query.replaceAll("=.*", ""));
        }
        world.get("/api/agents/shop/logs?lines=1000").expect(200);
        world.get("/api/agents/shop/logs?lines=100000", "Accept: text/plain").expect(200);
    }

    @Test
    void streamsLogsAsTheyAreWritten() throws IOException {
        PipedOutputStream container = new PipedOutputStream();
        world.fleet.writes(running(), new PipedInputStream(container));

        try (SocketHttp.Open open = world.open("GET", "/api/agents/shop/logs?follow=true", "")) {
            container.write("first\n".getBytes(StandardCharsets.UTF_8));
            container.flush();
            assertThat(new String(open.chunk(), StandardCharsets.UTF_8)).isEqualTo("first\n");
            container.write("second\n".getBytes(StandardCharsets.UTF_8));
            container.close();
            assertThat(open.text()).isEqualTo("second\n");
        }
        assertThat(world.fleet.lastLogRequest().follow()).isTrue();
    }

    @Test
    void stopsReadingLogsWhenTheCallerLeaves() throws Exception {
        Endless log = new Endless();
        world.fleet.writes(running(), log);

        SocketHttp.Open open = world.open("GET", "/api/agents/shop/logs?follow=true", "");
        open.close();

        assertThat(log.closed.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closesALogThatNobodyReads() throws Exception {
        Endless log = new Endless();
        world.fleet.writes(running(), log);

        world.call("HEAD", "/api/agents/shop/logs?follow=true", "").expect(200);

        assertThat(log.closed.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void endsStreamsWhenTheServerCloses() throws Exception {
        Endless log = new Endless();
        world.fleet.writes(running(), log);

        try (SocketHttp.Open open = world.open("GET", "/api/agents/shop/logs?follow=true", "")) {
            assertThat(open.status()).isEqualTo(200);
            world.server.close();
            assertThat(log.closed.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    /// A log that nobody writes to: a read waits until somebody closes it.
    private static final class Endless extends InputStream {

        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public int read() throws IOException {
            try {
                closed.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return read();
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    @Test
    void readsTheLogsOfAContainerThatEnded() {
        world.deployed("shop");
        world.fleet.endWith(new EndReason.Exited(1, false, List.of()));
        world.patch("/api/agents/shop", "{\"restart\": \"no\"}").expect(200);
        world.post("/api/agents/shop/start", "").expect(409);
        world.fleet.writes(world.record("shop"), text("last words\n"));

        assertThat(world.get("/api/agents/shop/logs")
                        .expect(200)
                        .json()
                        .get("logs")
                        .asText())
                .isEqualTo("last words\n");
    }

    @Test
    void hasNoLogsBeforeTheFirstStart() {
        world.deployed("shop");

        assertThat(world.get("/api/agents/shop/logs").expect(409).code()).isEqualTo("no_container");
    }

    @Test
    void givesFiguresAsTheDocumentDoesAndAsNumbers() {
        running();
        world.fleet.uses(FakeFleet.someFigures());

        JsonNode stats = world.get("/api/agents/shop/stats").expect(200).json().get("stats");

        assertThat(stats.get("cpu_usage").asText()).isEqualTo("10%");
        assertThat(stats.get("memory_usage").asText()).isEqualTo("100MB");
        assertThat(stats.get("cpu_percent").asDouble()).isEqualTo(10.04);
        assertThat(stats.get("memory_percent").asDouble()).isEqualTo(19.53);
        assertThat(stats.get("network_rx_bytes").isNull()).isTrue();
        assertThat(stats.get("disk_read_bytes").asLong()).isZero();
        assertThat(stats.get("sampled_at").asText()).isEqualTo("2026-03-01T12:00:02.500Z");
    }

    @Test
    void measuresOnlyWhatRuns() {
        world.deployed("shop");

        assertThat(world.get("/api/agents/shop/stats").expect(409).code()).isEqualTo("not_running");
    }

    @Test
    void saysThatTheEngineDoesNotAnswer() {
        running();

        ApiWorld.Reply reply = world.get("/api/agents/shop/stats").expect(503);

        assertThat(reply.code()).isEqualTo("host_unavailable");
        assertThat(reply.header("retry-after")).isNotEmpty();
    }

    @Test
    void writesSizesInTheUnitsOfLimits() {
        assertThat(Figures.size(0)).isEqualTo("0B");
        assertThat(Figures.size(1023)).isEqualTo("1023B");
        assertThat(Figures.size(1536)).isEqualTo("1.5KB");
        assertThat(Figures.size(512L << 20)).isEqualTo("512MB");
        assertThat(Figures.size(3L << 50)).isEqualTo("3072TB");
    }

    @Test
    void listsEventsPageByPage() {
        running();
        world.post("/api/agents/shop/stop", "").expect(200);

        JsonNode first =
                world.get("/api/agents/shop/events?limit=1").expect(200).json();
        assertThat(first.at("/items/0/kind").asText()).isEqualTo("created");
        JsonNode rest = world.get(
                        "/api/agents/shop/events?cursor=" + first.get("next").asText())
                .expect(200)
                .json();
        assertThat(rest.at("/items/0/sequence").asInt()).isEqualTo(2);
        assertThat(rest.get("next").isNull()).isTrue();
    }

    /// Reads a stream of events until this stands in it.
    private static String until(SocketHttp.Open open, String text) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(text) < 0) {
            seen.append(new String(open.chunk(), StandardCharsets.UTF_8));
        }
        return seen.toString();
    }

    @Test
    void streamsEventsUntilTheAgentIsGone() throws IOException {
        running();

        try (SocketHttp.Open open = world.open("GET", "/api/agents/shop/events?follow=true", "")) {
            assertThat(open.header("content-type")).isEqualTo("text/event-stream");
            assertThat(until(open, "id: 2\n")).contains("id: 1\nevent: created\ndata: {\"sequence\":1,");
            world.patch("/api/agents/shop", "{\"description\": \"d\"}").expect(200);
            until(open, "event: edited\n");
            world.delete("/api/agents/shop").expect(204);
            assertThat(open.text()).contains("event: removed\ndata: {").contains("\"kind\":\"removed\"");
        }
    }

    @Test
    void goesOnAfterAnEventSeenBefore() throws IOException {
        running();

        try (SocketHttp.Open open = world.open("GET", "/api/agents/shop/events?follow=true", "", "Last-Event-ID: 1")) {
            assertThat(until(open, "id: 2\n")).doesNotContain("event: created");
        }
    }

    @Test
    void listsRevisionsWithTheirFate() {
        running();
        world.patch("/api/agents/shop?restart=true", "{\"container_config\": {\"port\": 81}}")
                .expect(200);
        world.patch("/api/agents/shop", "{\"container_config\": {\"port\": 82}}")
                .expect(200);

        JsonNode page = world.get("/api/agents/shop/revisions").expect(200).json();

        assertThat(page.get("items")
                        .valueStream()
                        .map(each -> each.get("revision").asInt() + " "
                                + each.get("fate").asText() + " "
                                + each.at("/container_config/port").asInt()))
                .containsExactly("3 pending 82", "2 in_force 81", "1 superseded 8000");
        JsonNode first = world.get("/api/agents/shop/revisions?limit=2").json();
        assertThat(world.get("/api/agents/shop/revisions?cursor="
                                + first.get("next").asText())
                        .json()
                        .get("items"))
                .hasSize(1);
    }
}
