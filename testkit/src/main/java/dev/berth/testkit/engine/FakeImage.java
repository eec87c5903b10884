package dev.berth.testkit.engine;

import dev.berth.engine.ImageImport;
import dev.berth.engine.ImageView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An image of a [FakeEngine].
///
/// @param command what a container runs that has no command of its own
/// @param holdsAct whether it holds the program `act` and no other; any program runs in those that do not
record FakeImage(ImageView view, List<String> command, boolean holdsAct) {

    static FakeImage imported(String id, ImageImport image) {
        Set<Integer> ports = new HashSet<>();
        Map<String, String> labels = new HashMap<>();
        List<String> command = new ArrayList<>();
        for (String change : image.changes()) {
            String[] parts = change.split(" ", 2);
            switch (parts[0]) {
                case "EXPOSE" -> ports.add(Integer.parseInt(parts[1].replace("/tcp", "")));
                case "LABEL" -> labels.put(parts[1].split("=", 2)[0], parts[1].split("=", 2)[1]);
                case "CMD" -> command.addAll(words(parts[1]));
                default -> {}
            }
        }
        ImageView view = new ImageView(id, List.of(image.reference()), ports, labels, 0);
        return new FakeImage(view, List.copyOf(command), true);
    }

    /// The words of an instruction in its JSON form, `["act", "wait"]`.
    private static List<String> words(String json) {
        return Arrays.stream(json.replaceAll("[\\[\\]\"]", "").split(","))
                .map(String::strip)
                .toList();
    }

    FakeImage withReferences(List<String> references) {
        return new FakeImage(
                new ImageView(view.id(), references, view.exposedPorts(), view.labels(), view.sizeBytes()),
                command,
                holdsAct);
    }
}
