package dev.berth.controlplane.store;

import static java.util.stream.Collectors.toMap;

import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Secret;
import dev.berth.kit.SecretBox;
import dev.berth.protocol.json.DomainJson;
import dev.berth.protocol.spec.AgentSpecJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/// A spec as two columns: `spec` without the values of secrets, and `secrets`, encrypted.
final class SpecColumns {

    private final SecretBox box;

    SpecColumns(SecretBox box) {
        this.box = box;
    }

    String spec(AgentSpec spec) {
        return AgentSpecJson.encode(spec).toString();
    }

    String secrets(AgentSpec spec) {
        Map<String, String> plain = spec.program().secrets().entrySet().stream()
                .collect(toMap(Map.Entry::getKey, each -> each.getValue().reveal()));
        return plain.isEmpty() ? "" : box.seal(DomainJson.write(plain));
    }

    AgentSpec read(ResultSet row) throws SQLException {
        String sealed = row.getString("secrets");
        return AgentSpecJson.decode(row.getString("spec"), sealed.isEmpty() ? Map.of() : open(sealed));
    }

    private Map<String, Secret> open(String sealed) {
        return DomainJson.readTexts(box.open(sealed)).entrySet().stream()
                .collect(toMap(Map.Entry::getKey, each -> new Secret(each.getValue())));
    }
}
