package dev.berth.testkit.engine;

import dev.berth.engine.container.LogChunk.Source;
import java.util.ArrayList;
import java.util.List;

/// What a fake container does once it is started: it writes at once, and then runs on or ends.
///
/// @param ending how it goes on after it has written
record FakeProgram(List<Output> outputs, Ending ending) {

    static final String ACT = "act";

    record Output(Source source, String text) {}

    sealed interface Ending {

        /// Runs until it is stopped; TERM ends it with code 0.
        record Waits() implements Ending {}

        /// Runs until it is killed.
        record IgnoresTerm() implements Ending {}

        /// Runs until it is stopped, and keeps one core busy.
        record Burns() implements Ending {}

        /// Takes memory until its limit kills it.
        record EatsMemory() implements Ending {}

        record Exits(int code) implements Ending {}
    }

    static FakeProgram waiting() {
        return new FakeProgram(List.of(), new Ending.Waits());
    }

    /// An init process that does not find the program that it is to run.
    static FakeProgram initWithout(String command) {
        Output complaint = new Output(Source.STDERR, "exec " + command + " failed: No such file or directory\n");
        return new FakeProgram(List.of(complaint), new Ending.Exits(127));
    }

    /// Reads the words that the test image's `act` understands; see [TestImages].
    static FakeProgram ofAct(List<String> words) {
        List<Output> outputs = new ArrayList<>();
        for (String word : words) {
            String argument = word.substring(word.indexOf('=') + 1);
            switch (word.split("=", 2)[0]) {
                case "out" -> outputs.add(new Output(Source.STDOUT, argument + "\n"));
                case "err" -> outputs.add(new Output(Source.STDERR, argument + "\n"));
                case "count" -> count(Integer.parseInt(argument), outputs);
                case "exit" -> {
                    return new FakeProgram(outputs, new Ending.Exits(Integer.parseInt(argument)));
                }
                case "wait" -> {
                    return new FakeProgram(outputs, new Ending.Waits());
                }
                case "deaf" -> {
                    return new FakeProgram(outputs, new Ending.IgnoresTerm());
                }
                case "burn" -> {
                    return new FakeProgram(outputs, new Ending.Burns());
                }
                case "eat" -> {
                    return new FakeProgram(outputs, new Ending.EatsMemory());
                }
                case "astray" -> {}
                default -> throw new IllegalArgumentException("act does not know " + word);
            }
        }
        return new FakeProgram(outputs, new Ending.Exits(0));
    }

    private static void count(int lines, List<Output> outputs) {
        for (int line = 1; line <= lines; line++) {
            outputs.add(new Output(line % 2 == 1 ? Source.STDOUT : Source.STDERR, line + "\n"));
        }
    }
}
