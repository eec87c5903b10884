package dev.berth.e2e.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.e2e.samples.SampleAgent.Language;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every sample agent does, whatever its language.
class SampleAgentsIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @ParameterizedTest
    @EnumSource
    void tellsItsNameAndCountsItsCalls(Language language) throws Exception {
        try (SampleAgent agent = SampleAgent.start(language, "hello")) {
            get(agent, "/");
            get(agent, "/health");

            JsonNode answer = JSON.readTree(get(agent, "/").body());

            assertThat(answer.get("name").asText()).isEqualTo("hello");
            assertThat(answer.get("calls").asInt()).isEqualTo(2);
            assertThat(answer.get("uptime_seconds").asInt()).isNotNegative();
        }
    }

    @ParameterizedTest
    @EnumSource
    void showsABrowserAPageWithItsNameEscaped(Language language) throws Exception {
        try (SampleAgent agent = SampleAgent.start(language, "<script>&\"")) {
            HttpResponse<String> page = send(agent, "GET", "/", BodyPublishers.noBody(), "Accept", "text/html,*/*");

            assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
            assertThat(page.body())
                    .contains("<h1>&lt;script&gt;&amp;&quot;</h1>")
                    .doesNotContain("<script>");
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysThatItIsWell(Language language) throws Exception {
        try (SampleAgent agent = SampleAgent.start(language, "hello")) {
            HttpResponse<String> health = get(agent, "/health");

            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(JSON.readTree(health.body()).get("status").asText()).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @EnumSource
    void sendsAnEventBeforeTheNextIsDue(Language language) throws Exception {
        try (SampleAgent agent = SampleAgent.start(language, "hello")) {
            HttpRequest request = HttpRequest.newBuilder(agent.at("/stream?n=2&interval=60"))
                    .timeout(SampleAgent.PATIENCE)
                    .build();

            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());

            assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
            try (BufferedReader events =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                assertThat(events.readLine()).isEqualTo("id: 1");
                assertThat(events.readLine()).isEqualTo("data: 1");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void countsToTheNumberAskedFor(Language language) throws Exception {
        try (SampleAgent agent = SampleAgent.start(language, "hello")) {
            assertThat(get(agent, "/stream?n=3&interval=0.01").body())
                    .isEqualTo("id: 1\ndata: 1\n\nid: 2\ndata: 2\n\nid: 3\ndata: 3\n\n");
            assertThat(get(agent, "/stream?n=many").statusCode()).isEqualTo(400);
            assertThat(get(agent, "/stream?interval=-1").statusCode()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @EnumSource
    void echoesWhatArrived(Language language) throws Exception {
        try (SampleAgent agent = SampleAgent.start(language, "hello")) {
            BodyPublisher body = BodyPublishers.ofString("gr\u00fc\u00dfe");

            HttpResponse<String> response = send(agent, "PATCH", "/echo/a%2Fb?x=1&y=%20", body, "X-One", "1");

            JsonNode echo = JSON.readTree(response.body());
            assertThat(echo.get("method").asText()).isEqualTo("PATCH");
            assertThat(echo.get("path").asText()).isEqualTo("/echo/a%2Fb");
            assertThat(echo.get("query").asText()).isEqualTo("x=1&y=%20");
            assertThat(echo.get("body").asText()).isEqualTo("gr\u00fc\u00dfe");
            assertThat(echo.at("/headers").properties()).anySatisfy(header -> {
                assertThat(header.getKey()).isEqualToIgnoringCase("x-one");
                assertThat(header.getValue().get(0).asText()).isEqualTo("1");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void echoesChunkedBytesThatAreNoText(Language language) throws Exception {
        byte[] bytes = {(byte) 0xff, 0, (byte) 0xfe};
        try (SampleAgent agent = SampleAgent.start(language, "hello")) {
            BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));

            JsonNode echo = JSON.readTree(send(agent, "POST", "/echo", chunked).body());

            assertThat(echo.get("body_base64").asText())
                    .isEqualTo(Base64.getEncoder().encodeToString(bytes));
        }
    }

    @ParameterizedTest
    @EnumSource
    void repeatsWhatItHears(Language language) throws Exception {
        try (SampleAgent agent = SampleAgent.start(language, "hello")) {
            JsonNode answer = JSON.readTree(post(agent, "/chat", "{\"content\": \"\\\"hi\\\" \\u00e9\\n\"}")
                    .body());

            assertThat(answer.get("role").asText()).isEqualTo("assistant");
            assertThat(answer.get("content").asText()).isEqualTo("hello heard: \"hi\" \u00e9\n");
            for (String wrong :
                    new String[] {"", "{", "[1,]", "{\"content\": 1}", "{\"content\": \"\\u00\"}", "null"}) {
                HttpResponse<String> refusal = post(agent, "/chat", wrong);
                assertThat(refusal.statusCode()).as(wrong).isEqualTo(400);
                assertThat(JSON.readTree(refusal.body()).get("error").asText()).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatItHasNoAnswerFor(Language language) throws Exception {
        try (SampleAgent agent = SampleAgent.start(language, "hello")) {
            assertThat(get(agent, "/nothing").statusCode()).isEqualTo(404);

            HttpResponse<String> refused = post(agent, "/stream", "");
            assertThat(refused.statusCode()).isEqualTo(405);
            assertThat(refused.headers().firstValue("Allow")).hasValue("GET");
            assertThat(post(agent, "/echo", "x".repeat(8 * 1024 * 1024)).statusCode())
                    .isEqualTo(413);
        }
    }

    @ParameterizedTest
    @EnumSource
    void answersHeadWithoutABody(Language language) throws Exception {
        try (SampleAgent agent = SampleAgent.start(language, "hello")) {
            HttpResponse<String> head = send(agent, "HEAD", "/", BodyPublishers.noBody());

            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.headers().firstValueAsLong("Content-Length").orElse(0))
                    .isPositive();
            assertThat(get(agent, "/health").statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void tellsEachCallInOneLineOfItsLog(Language language) throws Exception {
        try (SampleAgent agent = SampleAgent.start(language, "hello")) {
            get(agent, "/echo?x=1");

            agent.awaitLine(Pattern.compile("GET /echo\\?x=1 200 \\d+ ms$"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsOnSigtermAlthoughACallIsOpen(Language language) throws Exception {
        try (SampleAgent agent = SampleAgent.start(language, "hello");
                Socket call = new Socket(InetAddress.getLoopbackAddress(), agent.port())) {
            call.getOutputStream()
                    .write("GET /stream?n=2&interval=60 HTTP/1.1\r\nHost: x\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(call.getInputStream().read()).isEqualTo('H');

            assertThat(agent.endsWhenAsked()).isTrue();

            agent.awaitLine(Pattern.compile("stopping after 1 calls$"));
        }
    }

    private HttpResponse<String> get(SampleAgent agent, String target) throws IOException, InterruptedException {
        return send(agent, "GET", target, BodyPublishers.noBody());
    }

    private HttpResponse<String> post(SampleAgent agent, String target, String body)
            throws IOException, InterruptedException {
        return send(agent, "POST", target, BodyPublishers.ofString(body));
    }

    private HttpResponse<String> send(
            SampleAgent agent, String method, String target, BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(agent.at(target))
                .timeout(SampleAgent.PATIENCE)
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
