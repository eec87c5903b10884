package dev.berth.hostd.files;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.kit.TwinFile;
import dev.berth.protocol.json.DomainJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A synced JSON file that holds values of agents, each with a key of its own, and a version of the whole.
///
/// It is replaced as a whole each time, in one of two files that take turns; values that did not change since the last
/// write are not encoded again.
/// One thread writes.
///
/// @param <T> what [DomainJson] can write
public final class AgentFile<T> {

    /// What the file holds.
    ///
    /// @param version counts what the writer counts; 0 before the first write
    public record Content<T>(long version, List<T> values) {
        public Content {
            values = List.copyOf(values);
        }
    }

    private record Encoded<T>(T value, String json) {}

    private static final int FORMAT = 1;
    private static final ObjectMapper TREES = new ObjectMapper();

    private final TwinFile file;
    private final Class<T> type;
    private final Function<T, Object> keyOf;
    private final Sealing sealing;
    private Map<Object, Encoded<T>> written = new HashMap<>();

    public AgentFile(Path path, Class<T> type, Function<T, Object> keyOf, Sealing sealing) {
        this.file = new TwinFile(path);
        this.type = type;
        this.keyOf = keyOf;
        this.sealing = sealing;
    }

    /// @throws IllegalStateException with the remedy when the file cannot be understood
    public Content<T> read() {
        return file.read().map(this::parse).orElse(new Content<>(0, List.of()));
    }

    private Content<T> parse(byte[] bytes) {
        try {
            JsonNode root = TREES.readTree(bytes);
            int format = root.path("format").asInt();
            if (format > FORMAT) {
                throw new IllegalStateException("The file " + file.path() + " has format " + format
                        + ", written by a newer Berth; this one reads up to " + FORMAT
                        + ". Run the newer Berth again, or move the file and its .twin away.");
            }
            List<T> values = new ArrayList<>();
            for (JsonNode value : root.path("agents")) {
                sealing.open(value);
                values.add(DomainJson.read(value.toString(), type));
            }
            return new Content<>(root.path("version").asLong(), values);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "The file " + file.path()
                            + " cannot be understood. Move it and its .twin away: what runs is found again.",
                    e);
        }
    }

    /// Returns when all of it is on the disk.
    public void write(Content<T> content) {
        Map<Object, Encoded<T>> encoded = new HashMap<>();
        for (T value : content.values()) {
            encoded.put(keyOf.apply(value), encoded(value));
        }
        file.write(joined(content.version(), encoded));
        written = encoded;
    }

    private Encoded<T> encoded(T value) {
        Encoded<T> before = written.get(keyOf.apply(value));
        if (before != null && before.value().equals(value)) {
            return before;
        }
        try {
            JsonNode json = TREES.readTree(DomainJson.write(value));
            sealing.seal(json);
            return new Encoded<>(value, json.toString());
        } catch (IOException e) {
            throw new IllegalStateException("A value for " + file.path() + " has no JSON.", e);
        }
    }

    private byte[] joined(long version, Map<Object, Encoded<T>> encoded) {
        String values = encoded.values().stream().map(Encoded::json).collect(joining(",\n"));
        String all = "{\"format\":%d,\"version\":%d,\"agents\":[\n%s\n]}\n".formatted(FORMAT, version, values);
        return all.getBytes(StandardCharsets.UTF_8);
    }
}
