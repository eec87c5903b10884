package dev.berth.protocol.spec;

import static dev.berth.protocol.spec.StoredFields.word;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.domain.agent.CallPolicy;
import dev.berth.domain.agent.Conduct;
import dev.berth.domain.agent.DataSize;
import dev.berth.domain.agent.IdlePolicy;
import dev.berth.domain.agent.JournalTerms;
import dev.berth.domain.agent.StartPolicy;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// A [Conduct] as JSON text that is kept for years.
///
/// What is missing in it is at its default, so that a setting that came later needs no other format. The object carries
/// the version of its format in `v`; a newer one is refused.
public final class ConductJson {

    /// Raise it with every change that an older reader would misread.
    private static final int VERSION = 1;

    private static final ObjectReader READER = new ObjectMapper().reader();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ConductJson() {}

    public static String encode(Conduct conduct) {
        CallPolicy calls = conduct.calls();
        ObjectNode node = NODES.objectNode()
                .put("v", VERSION)
                .put("start", word(conduct.start()))
                .put("open", conduct.open());
        node.set("journal", journal(calls.journal()));
        node.put("redelivery", word(calls.redelivery()))
                .put("order", word(calls.order()))
                .put("concurrency", calls.concurrency())
                .put("when_stopped", word(calls.whenStopped()));
        ArrayNode retryOn = node.putArray("retry_on");
        calls.retryOn().stream().sorted().forEach(retryOn::add);
        node.put("waiting_page", calls.waitingPage());
        node.set("idle", idle(conduct.idle()));
        node.put("overlap", conduct.overlap());
        return node.toString();
    }

    /// Reads what [#encode] wrote, by this version or an older one.
    ///
    /// @throws UnreadableSpec when the format is newer than this version knows, or the text is damaged
    public static Conduct decode(String json) {
        try {
            JsonNode node = READER.readTree(json);
            if (!node.isObject()) {
                throw new IllegalArgumentException("they are no object");
            }
            int version = node.path("v").asInt(0);
            if (version > VERSION) {
                throw new UnreadableSpec(
                        "the settings of this agent were written in format %d by a newer Berth; this one reads up to %d"
                                .formatted(version, VERSION),
                        null);
            }
            return conduct(node);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new UnreadableSpec("the stored settings of an agent are damaged: " + e.getMessage(), e);
        }
    }

    private static Conduct conduct(JsonNode node) {
        Conduct standard = Conduct.DEFAULT;
        CallPolicy calls = standard.calls();
        return new Conduct(
                read(node, "start", StartPolicy.class, standard.start()),
                read(node, "open", StoredFields::truth, standard.open()),
                new CallPolicy(
                        node.has("journal") ? journal(StoredFields.object(node, "journal")) : calls.journal(),
                        read(node, "redelivery", CallPolicy.Redelivery.class, calls.redelivery()),
                        read(node, "order", CallPolicy.Order.class, calls.order()),
                        read(node, "concurrency", StoredFields::integer, calls.concurrency()),
                        read(node, "when_stopped", CallPolicy.WhenStopped.class, calls.whenStopped()),
                        new HashSet<>(read(node, "retry_on", ConductJson::integers, List.of())),
                        read(node, "waiting_page", StoredFields::truth, calls.waitingPage())),
                node.has("idle") ? idle(StoredFields.object(node, "idle")) : standard.idle(),
                read(node, "overlap", StoredFields::truth, standard.overlap()));
    }

    private static ObjectNode journal(JournalTerms terms) {
        ObjectNode node = NODES.objectNode()
                .put("mode", word(terms.mode()))
                .put("hold", terms.hold().toString())
                .put("deadline", terms.deadline().toString())
                .put("max_attempts", terms.maxAttempts())
                .put("retention", terms.retention().toString());
        node.set("max_body", size(terms.maxBody()));
        node.put("max_entries", terms.maxEntries());
        node.set("max_bytes", size(terms.maxBytes()));
        node.set("keep_response", size(terms.keepResponse()));
        node.put("oversize", word(terms.oversize()));
        ArrayNode except = node.putArray("except");
        terms.except().forEach(except::add);
        return node;
    }

    private static JournalTerms journal(JsonNode node) {
        JournalTerms standard = JournalTerms.DEFAULT;
        return new JournalTerms(
                read(node, "mode", JournalTerms.Mode.class, standard.mode()),
                read(node, "hold", StoredFields::duration, standard.hold()),
                read(node, "deadline", StoredFields::duration, standard.deadline()),
                read(node, "max_attempts", StoredFields::integer, standard.maxAttempts()),
                read(node, "retention", StoredFields::duration, standard.retention()),
                read(node, "max_body", ConductJson::size, standard.maxBody()),
                read(node, "max_entries", StoredFields::integer, standard.maxEntries()),
                read(node, "max_bytes", ConductJson::size, standard.maxBytes()),
                read(node, "keep_response", ConductJson::size, standard.keepResponse()),
                read(node, "oversize", JournalTerms.Oversize.class, standard.oversize()),
                read(node, "except", ConductJson::strings, standard.except()));
    }

    private static ObjectNode idle(IdlePolicy policy) {
        ObjectNode node = NODES.objectNode();
        policy.freezeAfter().ifPresent(after -> node.put("freeze_after", after.toString()));
        policy.stopAfter().ifPresent(after -> node.put("stop_after", after.toString()));
        return node.put("cpu", policy.cpu());
    }

    private static IdlePolicy idle(JsonNode node) {
        return new IdlePolicy(
                after(node, "freeze_after"),
                after(node, "stop_after"),
                read(node, "cpu", (from, name) -> from.path(name).asDouble(), IdlePolicy.DEFAULT_CPU));
    }

    private static Optional<Duration> after(JsonNode node, String name) {
        return node.has(name) ? Optional.of(StoredFields.duration(node, name)) : Optional.empty();
    }

    private static ObjectNode size(DataSize size) {
        return NODES.objectNode().put("bytes", size.bytes()).put("text", size.text());
    }

    private static DataSize size(JsonNode node, String name) {
        JsonNode size = StoredFields.object(node, name);
        return new DataSize(StoredFields.whole(size, "bytes"), StoredFields.text(size, "text"));
    }

    private static List<Integer> integers(JsonNode node, String name) {
        return StoredFields.items(node, name).map(JsonNode::asInt).toList();
    }

    private static List<String> strings(JsonNode node, String name) {
        return StoredFields.items(node, name).map(JsonNode::asText).toList();
    }

    private static <E extends Enum<E>> E read(JsonNode node, String name, Class<E> type, E otherwise) {
        return node.has(name) ? word(node, name, type) : otherwise;
    }

    private static <T> T read(JsonNode node, String name, BiFunction<JsonNode, String, T> reading, T otherwise) {
        return node.has(name) ? reading.apply(node, name) : otherwise;
    }
}
