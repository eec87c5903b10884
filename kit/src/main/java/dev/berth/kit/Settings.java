package dev.berth.kit;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Reads settings from an environment, and collects everything that is wrong with them.
///
/// A wrong value is noted, and the default is used meanwhile, so that all problems are told at once by [#finish].
public final class Settings {

    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> known = new HashSet<>();

    public Settings(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    public Optional<String> text(String name) {
        known.add(name);
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    public String text(String name, String fallback) {
        return text(name).orElse(fallback);
    }

    public int integer(String name, int fallback, int least, int most) {
        return read(name, fallback, "a whole number from %d to %d".formatted(least, most), value -> {
            int number = Integer.parseInt(value);
            if (number < least || number > most) {
                throw new IllegalArgumentException("out of range");
            }
            return number;
        });
    }

    public boolean truth(String name, boolean fallback) {
        return read(name, fallback, "true or false", value -> switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes" -> true;
            case "false", "0", "no" -> false;
            default -> throw new IllegalArgumentException("neither");
        });
    }

    /// A wait such as `30s`, `5m`, `1h30m`, or ISO 8601.
    public Duration duration(String name, Duration fallback) {
        return read(name, fallback, "a duration such as 30s or 5m", Durations::parse);
    }

    public Optional<URI> uri(String name) {
        return read(name, Optional.empty(), "an address", value -> Optional.of(URI.create(value)));
    }

    public Path path(String name, Path fallback) {
        return read(name, fallback, "a path", Path::of);
    }

    /// Paths with colons between them.
    public List<Path> paths(String name) {
        return read(
                name,
                List.of(),
                "paths with colons between them",
                value -> List.of(value.split(":")).stream().map(Path::of).toList());
    }

    public <E extends Enum<E>> E choice(String name, E fallback, Class<E> type) {
        List<String> words = List.of(type.getEnumConstants()).stream()
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toList();
        return read(
                name,
                fallback,
                "one of " + String.join(", ", words),
                value -> Enum.valueOf(type, value.toUpperCase(Locale.ROOT)));
    }

    /// A value of a form of its own.
    ///
    /// @param expected what the value must be, for the problem: `a size such as 32Ki`
    /// @param parse throws [IllegalArgumentException] when the value cannot be used
    public <T> T read(String name, T fallback, String expected, Function<String, T> parse) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return fallback;
        }
        try {
            return parse.apply(value.get());
        } catch (IllegalArgumentException _) {
            problems.add("%s must be %s, and is: %s".formatted(name, expected, value.get()));
            return fallback;
        }
    }

    /// Ends the reading: an unknown setting that begins with the prefix is a problem too.
    ///
    /// @throws InvalidSettings when there was any problem; its message names all
    public void finish(String prefix) {
        environment.keySet().stream()
                .filter(name -> name.startsWith(prefix) && !known.contains(name))
                .sorted()
                .forEach(name -> problems.add(name + " is no setting of this version; remove it or correct its name"));
        if (!problems.isEmpty()) {
            throw new InvalidSettings(problems);
        }
    }
}
