package dev.berth.protocol.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.Revision;
import dev.berth.domain.agent.Slug;
import dev.berth.domain.instance.ContainerId;
import dev.berth.domain.instance.EndReason;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.instance.Reach;
import dev.berth.protocol.link.AssignedAgent;
import dev.berth.protocol.link.Assignment;
import dev.berth.protocol.link.HostReport;
import java.util.Map;

/// Writes and reads domain values as JSON: names in snake_case, a choice's case in the field `is`, times as ISO 8601.
///
/// What is written here lies on disks; `DomainJsonTest` pins the form. Unknown fields are ignored, so that an older
/// version reads what a newer one wrote as long as nothing is missing.
public final class DomainJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .addModule(SpecModule.make())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addMixIn(AgentId.class, Mixins.OneText.class)
            .addMixIn(Slug.class, Mixins.OneText.class)
            .addMixIn(ContainerId.class, Mixins.OneText.class)
            .addMixIn(Revision.class, Mixins.OneNumber.class)
            .addMixIn(InstanceState.class, Mixins.States.class)
            .addMixIn(EndReason.class, Mixins.Ends.class)
            .addMixIn(Reach.class, Mixins.Reaches.class)
            .addMixIn(AssignedAgent.class, Mixins.Assigned.class)
            .addMixIn(Assignment.class, Mixins.Assignments.class)
            .addMixIn(HostReport.class, Mixins.Reports.class)
            .build();

    private DomainJson() {}

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a domain value cannot be written: " + value.getClass(), e);
        }
    }

    /// Like [#write], and the same text for equal values: names and keys in order.
    public static String writeSorted(Object value) {
        try {
            Object plain = MAPPER.readValue(write(value), Object.class);
            return MAPPER.writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).writeValueAsString(plain);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a domain value cannot be written: " + value.getClass(), e);
        }
    }

    /// Reads what [#write] wrote.
    ///
    /// @throws IllegalArgumentException when the text is something else
    public static <T> T read(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the JSON of a " + type.getSimpleName(), e);
        }
    }

    /// Reads an object whose values are all texts.
    ///
    /// @throws IllegalArgumentException when the text is something else
    public static Map<String, String> readTexts(String json) {
        try {
            return MAPPER.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON object of texts", e);
        }
    }
}
