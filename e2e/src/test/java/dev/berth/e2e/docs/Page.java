package dev.berth.e2e.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A page of `docs` with sessions: blocks of the language `console`, in which a line that begins with `$ ` is a
/// command, a line that begins with `> ` goes on with it, and the lines below are what it says.
///
/// @param lines of the file
/// @param sections one for each heading of the page, in order
record Page(Path file, List<String> lines, List<Section> sections) {

    private static final String OPENING = "```console";
    private static final String CLOSING = "```";
    private static final String PROMPT = "$ ";
    private static final String CONTINUED = "> ";

    /// What stands below one heading.
    ///
    /// @param steps the commands of all its blocks, in order
    record Section(String heading, List<Step> steps) {

        @Override
        public String toString() {
            return heading;
        }
    }

    /// @param from the first line of what is said, as an index into the page's lines
    /// @param to the line behind the last
    record Step(String command, List<String> said, int from, int to) {}

    static Page read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return new Page(file, lines, new Reading(lines).sections());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The page with what was really said.
    ///
    /// @param said by the step that it was said to
    void write(Map<Step, List<String>> said) {
        List<String> fresh = new ArrayList<>(lines);
        sections.reversed().stream()
                .flatMap(section -> section.steps().reversed().stream())
                .filter(said::containsKey)
                .forEach(step -> {
                    List<String> old = fresh.subList(step.from(), step.to());
                    old.clear();
                    old.addAll(said.get(step));
                });
        try {
            Files.write(file, fresh);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Walks over the lines once.
    private static final class Reading {

        private final List<String> lines;
        private final List<Section> sections = new ArrayList<>();
        private String heading = "";
        private List<Step> steps = new ArrayList<>();
        private int next;

        Reading(List<String> lines) {
            this.lines = lines;
        }

        List<Section> sections() {
            while (next < lines.size()) {
                String line = lines.get(next++);
                if (line.startsWith("#")) {
                    endSection();
                    heading = line.replaceFirst("^#+ +", "");
                } else if (line.equals(OPENING)) {
                    session();
                } else if (line.startsWith(CLOSING)) {
                    skipTo(CLOSING);
                }
            }
            endSection();
            return List.copyOf(sections);
        }

        private void endSection() {
            if (!steps.isEmpty()) {
                sections.add(new Section(heading, List.copyOf(steps)));
            }
            steps = new ArrayList<>();
        }

        private void session() {
            while (!lines.get(next).equals(CLOSING)) {
                if (!lines.get(next).startsWith(PROMPT)) {
                    throw new AssertionError("line %d: nothing was asked".formatted(next + 1));
                }
                StringBuilder command = new StringBuilder(lines.get(next++).substring(PROMPT.length()));
                while (lines.get(next).startsWith(CONTINUED)) {
                    command.append('\n').append(lines.get(next++).substring(CONTINUED.length()));
                }
                int from = next;
                while (!lines.get(next).equals(CLOSING) && !lines.get(next).startsWith(PROMPT)) {
                    next++;
                }
                steps.add(new Step(command.toString(), List.copyOf(lines.subList(from, next)), from, next));
            }
            next++;
        }

        private void skipTo(String end) {
            do {
                next++;
            } while (!lines.get(next - 1).equals(end));
        }
    }
}
