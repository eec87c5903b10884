package dev.berth.protocol.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.kit.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Gives fields that may be written in two ways the one name that the rest of Berth knows.
///
/// Faults that are found later at the one name are told at the place where the user wrote it.
final class Aliases {

    private final Map<String, String> written = new LinkedHashMap<>();
    private final List<Problem.Field> faults = new ArrayList<>();

    /// A copy of an agent's body, or of a patch of one, with every field under its one name. A mode that stands for the
    /// journal's terms is put into them, so that a patch of it leaves the others as they are.
    ObjectNode resolve(ObjectNode body) {
        ObjectNode plain = body.deepCopy();
        move(plain, plain, "", "user_id", "owner");
        startPolicy(plain, plain, "");
        if (plain.get("container_config") instanceof ObjectNode container) {
            startPolicy(plain, container, "/container_config");
            move(plain, container, "/container_config", "health_check", "health_check");
            move(plain, container, "/container_config", "restart", "restart");
        }
        if (plain.path("journal").isTextual()) {
            plain.putObject("journal").set("mode", body.get("journal"));
        }
        return plain;
    }

    List<Problem.Field> faults() {
        return faults;
    }

    /// Puts faults where the user wrote the field.
    List<Problem.Field> asWritten(List<Problem.Field> found) {
        return found.stream().map(this::asWritten).toList();
    }

    private Problem.Field asWritten(Problem.Field fault) {
        for (Map.Entry<String, String> each : written.entrySet()) {
            String name = each.getKey();
            if (fault.place().equals(name) || fault.place().startsWith(name + "/")) {
                return Problem.Field.inBody(each.getValue() + fault.place().substring(name.length()), fault.detail());
            }
        }
        return fault;
    }

    private void startPolicy(ObjectNode root, ObjectNode holder, String pointer) {
        JsonNode value = holder.get("auto_start");
        if (value == null) {
            return;
        }
        if (!value.isBoolean() && !value.isNull()) {
            faults.add(Problem.Field.inBody(
                    pointer + "/auto_start", "must be true or false, not " + Values.brief(value) + "."));
            holder.remove("auto_start");
            return;
        }
        if (value.isBoolean()) {
            holder.put("auto_start", value.booleanValue() ? "on_deploy" : "manual");
        }
        move(root, holder, pointer, "auto_start", "start");
    }

    private void move(ObjectNode root, ObjectNode holder, String pointer, String alias, String name) {
        JsonNode value = holder.get(alias);
        if (value == null) {
            return;
        }
        holder.remove(alias);
        JsonNode there = root.get(name);
        if (there != null && !there.equals(value)) {
            faults.add(Problem.Field.inBody(
                    pointer + "/" + alias, "says something else than /" + name + "; write one of the two."));
            return;
        }
        root.set(name, value);
        written.put("/" + name, pointer + "/" + alias);
    }
}
