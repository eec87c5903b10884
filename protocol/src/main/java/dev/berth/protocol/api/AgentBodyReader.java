package dev.berth.protocol.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentKind;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Conduct;
import dev.berth.domain.agent.Secret;
import dev.berth.domain.agent.Slug;
import dev.berth.kit.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads an agent as users write it, and tells everything that is wrong with it at once.
public final class AgentBodyReader {

    /// Handed to the container in one environment variable, and the kernel takes no longer one.
    private static final int LONGEST_CONFIG = 100 << 10;

    private static final int MOST_LABELS = 64;

    /// Parts of the API that later versions of Berth have; taking them silently would promise what is not done.
    private static final List<String> NOT_YET = List.of("placement", "on_host_loss");

    private static final List<String> READ_ONLY = List.of(
            "id",
            "status",
            "status_reason",
            "revision",
            "latest_revision",
            "restart_required",
            "generation",
            "restarts",
            "host",
            "container_id",
            "container_name",
            "host_port",
            "host_ports",
            "route",
            "url",
            "failure",
            "hibernation",
            "address",
            "created_at",
            "updated_at",
            "started_at");

    private final String defaultImage;

    /// @param defaultImage what runs when a body names no image
    public AgentBodyReader(String defaultImage) {
        this.defaultImage = defaultImage;
    }

    /// Reads the body of a new agent.
    ///
    /// @throws InvalidBody with everything that is wrong
    public AgentBody read(JsonNode body) {
        Fields.of(body);
        return read((ObjectNode) body, new Aliases());
    }

    /// Reads a merge-patch (RFC 7396) as the agent that it makes of another.
    ///
    /// @throws InvalidBody with everything that is wrong
    public AgentBody patched(AgentBody current, JsonNode patch) {
        Fields.of(patch);
        Aliases aliases = new Aliases();
        JsonNode plain = aliases.resolve((ObjectNode) patch);
        ObjectNode merged = (ObjectNode) MergePatch.apply(AgentBodyWriter.complete(current), plain);
        return finish(Fields.of(merged), aliases);
    }

    private AgentBody read(ObjectNode body, Aliases aliases) {
        return finish(Fields.of(aliases.resolve(body)), aliases);
    }

    private AgentBody finish(Fields fields, Aliases aliases) {
        Optional<AgentBody> read = read(fields);
        List<Problem.Field> faults = new ArrayList<>(aliases.faults());
        faults.addAll(aliases.asWritten(fields.faults()));
        if (!faults.isEmpty()) {
            throw InvalidBody.invalid(faults);
        }
        return read.orElseThrow();
    }

    private Optional<AgentBody> read(Fields fields) {
        Optional<String> name = name(fields);
        Optional<Slug> slug = slug(fields, name);
        String description = fields.read("description", value -> Values.within(Values.text(value), 0, 4096))
                .orElse("");
        String type = fields.read("type", value -> Values.within(Values.text(value), 0, 100))
                .orElse("");
        AgentKind kind = kind(fields);
        Map<String, String> labels = fields.texts("labels", MOST_LABELS, Labels::key, Labels::value);
        Optional<String> owner = fields.read("owner", value -> Values.within(Values.text(value), 1, 100));
        String config = fields.read("config", AgentBodyReader::config).orElse("{}");
        Conduct conduct = ConductReader.read(fields);
        Optional<Secret> token = fields.read("token", AgentBodyReader::token);
        Optional<AgentSpec> spec = new SpecReader(defaultImage).read(fields);
        NOT_YET.forEach(each -> fields.never(each, "This version of Berth does not have it yet; leave it out."));
        READ_ONLY.forEach(each -> fields.never(each, "Berth sets it; leave it out."));
        fields.end();
        if (name.isEmpty() || slug.isEmpty() || spec.isEmpty()) {
            return Optional.empty();
        }
        Agent.Profile profile = new Agent.Profile(name.get(), description, type, labels, config);
        return Optional.of(new AgentBody(profile, slug.get(), kind, owner, conduct, token, spec.get()));
    }

    private static Optional<String> name(Fields fields) {
        if (!fields.has("name")) {
            fields.refuse("name", "is missing; every agent has a name, such as \"my agent\".");
            return Optional.empty();
        }
        return fields.read("name", value -> new Agent.Profile(Values.text(value), "", "", Map.of(), "{}").name());
    }

    private static Optional<Slug> slug(Fields fields, Optional<String> name) {
        if (fields.has("slug")) {
            return fields.read("slug", value -> new Slug(Values.text(value)));
        }
        return name.flatMap(text -> fields.build("slug", () -> Slug.from(text)));
    }

    private static AgentKind kind(Fields fields) {
        AgentKind kind = fields.read("kind", value -> Values.word(value, AgentKind.class))
                .orElse(AgentKind.SERVICE);
        if (kind != AgentKind.SERVICE) {
            fields.refuse("kind", "This version of Berth runs agents of kind service only.");
        }
        return kind;
    }

    private static String config(JsonNode value) {
        String text = Values.object(value).toString();
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_CONFIG) {
            throw new IllegalArgumentException(
                    "is %d bytes of JSON; at most %d fit into AGENT_CONFIG, put the rest into a volume"
                            .formatted(length, LONGEST_CONFIG));
        }
        return text;
    }

    private static Secret token(JsonNode value) {
        String text = Values.secret(value);
        if (text.length() < 16 || text.length() > 512 || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(
                    "must be 16 to 512 visible ASCII characters; leave it out to use Berth's own tokens");
        }
        return new Secret(text);
    }
}
