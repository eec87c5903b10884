package dev.berth.protocol.api;

import dev.berth.domain.agent.Mount;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads which volumes and folders an agent's container sees. A source that begins with `/` is a folder of the host.
final class MountReader {

    private static final int MOST_MOUNTS = 64;
    private static final int MOST_OPTIONS = 32;
    private static final String STANDARD_DRIVER = "local";

    private MountReader() {}

    static List<Mount> read(Fields fields) {
        Set<String> targets = new HashSet<>();
        return fields.objects("volumes", MOST_MOUNTS, "", each -> mount(each, targets));
    }

    private static Optional<Mount> mount(Fields fields, Set<String> targets) {
        for (String needed : List.of("source", "target")) {
            if (!fields.has(needed)) {
                fields.refuse(needed, "is missing.");
            }
        }
        Optional<String> source = fields.read("source", value -> Values.within(Values.text(value), 1, 4096));
        Optional<String> target = fields.read(
                "target", value -> new Mount.Folder("/", Values.within(Values.text(value), 1, 4096), false).target());
        target.filter(path -> !targets.add(path))
                .ifPresent(path -> fields.refuse("target", "is the target of two volumes: " + path + "."));
        boolean readOnly = fields.flag("read_only", false);
        Optional<String> driver = fields.read("driver", value -> Values.within(Values.text(value), 1, 100));
        Map<String, String> options = fields.texts(
                "driver_opts", MOST_OPTIONS, key -> key, value -> Values.within(Values.text(value), 0, 4096));
        fields.end();
        if (source.isEmpty() || target.isEmpty()) {
            return Optional.empty();
        }
        if (!source.get().startsWith("/")) {
            return fields.build(
                    "source",
                    () -> new Mount.Volume(
                            source.get(), target.get(), readOnly, driver.orElse(STANDARD_DRIVER), options));
        }
        for (String each : List.of("driver", "driver_opts")) {
            fields.never(each, "belongs to named volumes, and the source is a folder; leave it out.");
        }
        return fields.build("source", () -> new Mount.Folder(source.get(), target.get(), readOnly));
    }
}
