package dev.berth.protocol.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.kit.Problem;
import dev.berth.kit.Spelling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// Reads a JSON object field by field and collects everything that is wrong with it, each with its JSON pointer.
///
/// A field that is null is taken as absent. A method given a field's name makes that name known; [#end] refuses
/// those that nobody asked for.
public final class Fields {

    /// More than a person reads at once; further faults are left out.
    private static final int MOST_FAULTS = 50;

    private final ObjectNode node;
    private final String pointer;
    private final List<Problem.Field> faults;
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> refused = new HashSet<>();

    private Fields(ObjectNode node, String pointer, List<Problem.Field> faults) {
        this.node = node;
        this.pointer = pointer;
        this.faults = faults;
    }

    /// Begins with a whole body.
    ///
    /// @throws InvalidBody when it is not an object
    public static Fields of(JsonNode body) {
        if (body instanceof ObjectNode object) {
            return new Fields(object, "", new ArrayList<>());
        }
        throw InvalidBody.invalid(
                List.of(Problem.Field.inBody("", "must be a JSON object, not " + Values.brief(body) + ".")));
    }

    /// Reads a value; an [IllegalArgumentException] of the reading becomes a fault of the field.
    public <T> Optional<T> read(String name, Function<JsonNode, T> reading) {
        known.add(name);
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        return attempt(name, () -> reading.apply(value));
    }

    public Optional<String> text(String name) {
        return read(name, Values::text);
    }

    public Optional<Duration> duration(String name) {
        return read(name, Values::duration);
    }

    /// One of an enum's names, in lower case.
    public <E extends Enum<E>> Optional<E> word(String name, Class<E> type) {
        return read(name, value -> Values.word(value, type));
    }

    public boolean flag(String name, boolean otherwise) {
        return read(name, Values::flag).orElse(otherwise);
    }

    /// An object inside this one. Its faults are collected with this one's; call its [#end] too.
    public Optional<Fields> object(String name) {
        return read(name, value -> new Fields(Values.object(value), below(name), faults));
    }

    /// A list of values, each read with its own pointer.
    public <T> List<T> list(String name, int most, Function<JsonNode, T> reading) {
        List<T> all = new ArrayList<>();
        items(name, most, (items, index) -> items.read(index, reading).ifPresent(all::add));
        return all;
    }

    /// A list of objects, or of bare values that stand for an object's main field.
    public <T> List<T> objects(String name, int most, String main, Function<Fields, Optional<T>> reading) {
        List<T> all = new ArrayList<>();
        items(
                name,
                most,
                (items, index) -> items.orBare(index, main).flatMap(reading).ifPresent(all::add));
        return all;
    }

    /// An object, or a bare value that stands for its main field.
    ///
    /// @param main empty when a bare value is not accepted
    public Optional<Fields> orBare(String name, String main) {
        return read(name, value -> {
            if (value instanceof ObjectNode object) {
                return new Fields(object, below(name), faults);
            }
            if (main.isEmpty() || value.isArray()) {
                throw new IllegalArgumentException("must be an object, not " + Values.brief(value) + ".");
            }
            ObjectNode object = ApiJson.NODES.objectNode();
            object.set(main, value);
            return new Fields(object, below(name), faults);
        });
    }

    /// A map of texts.
    public Map<String, String> texts(
            String name, int most, Function<String, String> keys, Function<JsonNode, String> values) {
        Map<String, String> all = new LinkedHashMap<>();
        object(name).ifPresent(map -> {
            if (map.node.size() > most) {
                refuse(name, "has %d entries; at most %d are accepted.".formatted(map.node.size(), most));
                return;
            }
            map.node
                    .fieldNames()
                    .forEachRemaining(key -> map.attempt(key, () -> keys.apply(key))
                            .flatMap(good -> map.read(key, values))
                            .ifPresent(value -> all.put(key, value)));
        });
        return all;
    }

    /// Puts parts together that were read; an [IllegalArgumentException] becomes a fault of the field.
    public <T> Optional<T> build(String name, Supplier<T> building) {
        return attempt(name, building);
    }

    /// Notes a fault of a field.
    public void refuse(String name, String detail) {
        known.add(name);
        fault(name, detail);
    }

    /// Refuses a field, if it is there, with a reason of its own.
    public void never(String name, String detail) {
        refused.add(name);
        if (present(name)) {
            fault(name, detail);
        }
    }

    public boolean has(String name) {
        known.add(name);
        return present(name);
    }

    private boolean present(String name) {
        JsonNode value = node.path(name);
        return !value.isMissingNode() && !value.isNull();
    }

    /// Refuses every field that nobody asked for, with the name that was probably meant.
    public void end() {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name) && !refused.contains(name) && faults.size() < MOST_FAULTS) {
                String hint = Spelling.nearest(name, known)
                        .map(near -> " Did you mean " + near + "?")
                        .orElseGet(() -> " Known here: " + String.join(", ", known) + ".");
                fault(name, "There is no such field." + hint);
            }
        });
    }

    /// All faults so far, of this object and of those around and inside it.
    List<Problem.Field> faults() {
        return List.copyOf(faults);
    }

    /// Whether anything was wrong so far.
    public boolean faulty() {
        return !faults.isEmpty();
    }

    /// @throws InvalidBody when anything was wrong
    public void orThrow() {
        if (!faults.isEmpty()) {
            throw InvalidBody.invalid(faults);
        }
    }

    private void items(String name, int most, BiConsumer<Fields, String> each) {
        read(name, Values::list).ifPresent(items -> {
            if (items.size() > most) {
                refuse(name, "has %d entries; at most %d are accepted.".formatted(items.size(), most));
                return;
            }
            ObjectNode numbered = ApiJson.NODES.objectNode();
            for (int i = 0; i < items.size(); i++) {
                numbered.set(Integer.toString(i), items.get(i));
            }
            Fields inside = new Fields(numbered, below(name), faults);
            for (int i = 0; i < items.size(); i++) {
                String index = Integer.toString(i);
                if (items.get(i).isNull()) {
                    inside.refuse(index, "must not be null.");
                } else {
                    each.accept(inside, index);
                }
            }
        });
    }

    private <T> Optional<T> attempt(String name, Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (IllegalArgumentException e) {
            refuse(name, Values.sentence(e));
            return Optional.empty();
        }
    }

    private void fault(String name, String detail) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(Problem.Field.inBody(below(name), detail));
        }
    }

    private String below(String name) {
        return name.isEmpty() ? pointer : pointer + "/" + ApiJson.escaped(name);
    }
}
