package dev.berth.protocol.json;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Secret;
import dev.berth.protocol.spec.AgentSpecJson;
import java.io.IOException;
import java.util.Map;

/// A spec inside a message: the stored form, with the values of its secrets beside it, because a host needs them.
final class SpecModule {

    private static final String SECRETS = "secrets";

    private SpecModule() {}

    static SimpleModule make() {
        return new SimpleModule("spec")
                .addSerializer(AgentSpec.class, new Writer())
                .addDeserializer(AgentSpec.class, new Reader());
    }

    private static final class Writer extends StdSerializer<AgentSpec> {

        private static final long serialVersionUID = 1L;

        private Writer() {
            super(AgentSpec.class);
        }

        @Override
        public void serialize(AgentSpec spec, JsonGenerator out, SerializerProvider provider) throws IOException {
            ObjectNode node = AgentSpecJson.encode(spec);
            ObjectNode secrets = node.putObject(SECRETS);
            spec.program().secrets().forEach((name, secret) -> secrets.put(name, secret.reveal()));
            out.writeTree(node);
        }
    }

    private static final class Reader extends StdDeserializer<AgentSpec> {

        private static final long serialVersionUID = 1L;

        private Reader() {
            super(AgentSpec.class);
        }

        @Override
        public AgentSpec deserialize(JsonParser in, DeserializationContext context) throws IOException {
            JsonNode node = context.readTree(in);
            Map<String, Secret> secrets = node.path(SECRETS).properties().stream()
                    .collect(toMap(
                            Map.Entry::getKey,
                            each -> new Secret(each.getValue().asText())));
            return AgentSpecJson.decode(node, secrets);
        }
    }
}
