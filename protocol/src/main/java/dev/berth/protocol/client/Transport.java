package dev.berth.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.kit.Durations;
import dev.berth.kit.Problem;
import dev.berth.kit.Version;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntPredicate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Sends requests to one server and turns every way in which that can fail into one of three exceptions.
final class Transport implements AutoCloseable {

    static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    /// How long an answer may take beyond what the request itself asks the server to wait.
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    private static final int LARGEST_ANSWER = 64 << 20;

    private final URI server;
    private final Optional<String> token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .build();

    Transport(URI server, Optional<String> token) {
        this.server = server;
        this.token = token;
    }

    URI server() {
        return server;
    }

    Optional<String> token() {
        return token;
    }

    /// A request of the API, with this client's credential.
    HttpRequest.Builder request(Object path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(resolve(path.toString()))
                .header("Accept", "application/json, " + Problem.MEDIA_TYPE)
                .header("User-Agent", userAgent());
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return request;
    }

    static String userAgent() {
        return "berth-cli/" + Version.current().number();
    }

    URI resolve(String path) {
        return URI.create(server.toString().replaceAll("/+$", "") + path);
    }

    static BodyPublisher json(JsonNode body) {
        return BodyPublishers.ofString(body.toString());
    }

    JsonNode get(Object path) throws InterruptedException {
        return call(request(path).GET(), Duration.ZERO).json();
    }

    /// Sends a request whose answer is read whole.
    ///
    /// @param wait what the request asks the server to wait, at most
    /// @throws RequestRefused when the status is none of success
    Answer call(HttpRequest.Builder request, Duration wait) throws InterruptedException {
        return call(request, wait, status -> status < 300);
    }

    Answer call(HttpRequest.Builder request, Duration wait, IntPredicate expected) throws InterruptedException {
        HttpResponse<InputStream> response =
                open(request.timeout(wait.plus(ANSWER_LIMIT)).build());
        String body = text(response);
        if (!expected.test(response.statusCode())) {
            throw refused(response, body);
        }
        return new Answer(server, response.statusCode(), body);
    }

    /// Sends a request whose answer is read as it comes. The caller closes it.
    ///
    /// @throws RequestRefused when the status is none of success
    InputStream stream(HttpRequest.Builder request) throws InterruptedException {
        HttpResponse<InputStream> response = open(request.build());
        if (response.statusCode() >= 300) {
            throw refused(response, text(response));
        }
        return response.body();
    }

    /// Sends a request and returns whatever the answer is.
    HttpResponse<InputStream> open(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofInputStream());
        } catch (HttpConnectTimeoutException e) {
            if (request.timeout()
                    .filter(limit -> limit.compareTo(CONNECT_LIMIT) < 0)
                    .isPresent()) {
                throw late(request, e);
            }
            throw new ServerUnreachable(
                    server, "the connection was not taken within " + CONNECT_LIMIT.toSeconds() + " s", e);
        } catch (HttpTimeoutException e) {
            throw late(request, e);
        } catch (ConnectException | SSLException e) {
            throw new ServerUnreachable(server, reason(e), e);
        } catch (IOException e) {
            throw new AnswerBroken(
                    "The connection to %s broke off before an answer came; whether the request was carried out is unknown."
                            .formatted(server),
                    e);
        }
    }

    private AnswerBroken late(HttpRequest request, HttpTimeoutException e) {
        String limit = request.timeout().map(Durations::format).orElse("the time allowed");
        return new AnswerBroken(
                "%s did not answer within %s; the request may still be carried out.".formatted(server, limit), e);
    }

    private static String reason(IOException e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "its name is not known";
            }
        }
        String message = e.getMessage();
        return message == null || message.isBlank() ? "the connection was refused" : message;
    }

    private String text(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(LARGEST_ANSWER + 1);
            if (bytes.length > LARGEST_ANSWER) {
                throw new AnswerBroken(server + " sent an answer larger than " + LARGEST_ANSWER + " bytes.", null);
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    AnswerBroken brokenOff(IOException e) {
        return new AnswerBroken("The answer of %s broke off; it is not whole.".formatted(server), e);
    }

    /// Why a request was not carried out.
    RuntimeException refused(HttpResponse<InputStream> response) {
        return refused(response, text(response));
    }

    private RuntimeException refused(HttpResponse<InputStream> response, String body) {
        int status = response.statusCode();
        Optional<JsonNode> json = Json.parse(body).filter(node -> node.hasNonNull("code"));
        if (json.isEmpty()) {
            return new AnswerBroken(
                    "%s answered with HTTP status %d and nothing that Berth says; is this a Berth server?"
                            .formatted(server, status),
                    null);
        }
        String id = response.headers()
                .firstValue("X-Berth-Request-Id")
                .orElse(json.get().path("request_id").asText());
        return new RequestRefused(ProblemJson.read(status, json.get()), id);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /// A successful answer, read whole.
    record Answer(URI server, int status, String body) {

        JsonNode json() {
            return Json.parse(body)
                    .orElseThrow(() -> new AnswerBroken(
                            server + " answered with something that is not JSON; is this a Berth server?", null));
        }
    }
}
