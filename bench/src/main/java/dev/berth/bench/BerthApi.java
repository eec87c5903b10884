package dev.berth.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/// The API of a server that runs from a home folder, with its admin token, over a connection of its own for each call.
public final class BerthApi {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI url;
    private final String headers;

    public BerthApi(Path home) throws IOException {
        this.url = URI.create(
                JSON.readTree(home.resolve("server.json").toFile()).get("url").asText());
        String token = Files.readString(home.resolve("admin.token")).strip();
        this.headers = "Authorization: Bearer " + token + "\r\nPrefer: wait=30\r\n";
    }

    /// Where the server takes calls.
    public URI url() {
        return url;
    }

    /// Waits for what was asked to be done.
    ///
    /// @return the answer's body; a missing node when it is empty
    /// @throws IOException when it was not done
    public JsonNode call(String method, String path, String body) throws IOException {
        try (BareHttp http = BareHttp.to(new InetSocketAddress(url.getHost(), url.getPort()), headers)) {
            return JSON.readTree(http.call(method, path, body));
        }
    }
}
