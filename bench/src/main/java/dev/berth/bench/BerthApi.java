package dev.berth.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/// The API of a server that runs from a home folder, with its admin token.
public final class BerthApi {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final String token;

    public BerthApi(Path home) throws IOException {
        this.url =
                JSON.readTree(home.resolve("server.json").toFile()).get("url").asText();
        this.token = Files.readString(home.resolve("admin.token")).strip();
    }

    /// Where the server takes calls.
    public URI url() {
        return URI.create(url);
    }

    /// Waits for what was asked to be done.
    ///
    /// @return the answer's body; a missing node when it is empty
    /// @throws IOException when it was not done
    public JsonNode call(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=30")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300 || response.statusCode() == 202) {
            throw new IOException(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }
}
