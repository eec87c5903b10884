package dev.berth.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.engine.EngineFailure.Refused;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The version of the API that both sides speak: asked for once, and again after the engine was away.
final class SpokenVersion {

    private final Calls calls;
    private final ObjectMapper json;
    private final AtomicReference<@Nullable ApiVersion> spoken = new AtomicReference<>();

    SpokenVersion(Calls calls, ObjectMapper json) {
        this.calls = calls;
        this.json = json;
    }

    /// May ask the engine.
    ApiVersion get() throws IOException, InterruptedException {
        ApiVersion known = spoken.get();
        if (known == null) {
            known = negotiate();
            spoken.set(known);
        }
        return known;
    }

    /// The next engine that answers at this address may be another one.
    void forget() {
        spoken.set(null);
    }

    private ApiVersion negotiate() throws IOException, InterruptedException {
        Calls.Reply reply = calls.exchange(Calls.Call.get("/version"));
        JsonNode version = json.readTree(reply.body());
        ApiVersion newest = ApiVersion.parse(version.path("ApiVersion").asText("0"));
        if (newest.compareTo(ApiVersion.OLDEST) < 0) {
            throw new Refused(
                    reply.status(),
                    "Docker " + version.path("Version").asText() + " speaks API " + newest + ", but "
                            + ApiVersion.OLDEST + " (Docker 20.10) is the least that Berth works with");
        }
        return ApiVersion.between(ApiVersion.parse(version.path("MinAPIVersion").asText("0")), newest);
    }
}
