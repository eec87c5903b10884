package dev.berth.protocol.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.agent.JournalTerms;
import dev.berth.domain.agent.JournalTerms.Mode;
import dev.berth.domain.agent.JournalTerms.Oversize;
import java.util.List;

/// Reads which calls to an agent are kept, for how long, and how much of them.
final class JournalReader {

    private static final int MOST_PATHS = 50;
    private static final int LONGEST_PATH = 1000;

    private static final List<String> READ_ONLY = List.of("max_body_text", "max_bytes_text", "keep_response_text");

    private static final List<Field> FIELDS = List.of(
            new Field("mode", (terms, value) -> terms.withMode(Values.word(value, Mode.class))),
            new Field("hold", (terms, value) -> terms.withHold(Values.duration(value))),
            new Field("deadline", (terms, value) -> terms.withDeadline(Values.duration(value))),
            new Field("max_attempts", (terms, value) -> terms.withMaxAttempts(Values.integer(value))),
            new Field("retention", (terms, value) -> terms.withRetention(Values.duration(value))),
            new Field("max_body", (terms, value) -> terms.withMaxBody(Values.size(value))),
            new Field("max_entries", (terms, value) -> terms.withMaxEntries(Values.integer(value))),
            new Field("max_bytes", (terms, value) -> terms.withMaxBytes(Values.size(value))),
            new Field("keep_response", (terms, value) -> terms.withKeepResponse(Values.size(value))),
            new Field("oversize", (terms, value) -> terms.withOversize(Values.word(value, Oversize.class))));

    private JournalReader() {}

    static JournalTerms read(Fields body) {
        return body.orBare("journal", "mode").map(JournalReader::terms).orElse(JournalTerms.DEFAULT);
    }

    /// One setting: how it changes the terms. What the terms do not allow becomes a fault of the field.
    private record Field(String name, Change change) {

        JournalTerms read(Fields fields, JournalTerms terms) {
            return fields.read(name, value -> change.apply(terms, value)).orElse(terms);
        }
    }

    /// How a value changes the terms.
    private interface Change {
        JournalTerms apply(JournalTerms terms, JsonNode value);
    }

    private static JournalTerms terms(Fields fields) {
        JournalTerms terms = JournalTerms.DEFAULT;
        for (Field each : FIELDS) {
            terms = each.read(fields, terms);
        }
        List<String> except = fields.list("except", MOST_PATHS, JournalReader::path);
        READ_ONLY.forEach(each -> fields.never(each, "Berth sets it; leave it out."));
        fields.end();
        return terms.withExcept(except);
    }

    private static String path(JsonNode value) {
        String path = Values.within(Values.text(value), 1, LONGEST_PATH);
        return JournalTerms.DEFAULT.withExcept(List.of(path)).except().getFirst();
    }
}
