package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.berth.cli.shell.Shell;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// What `--help` shows as examples is understood by the commands.
final class HelpExamplesTest {

    private static final Pattern COMMAND = Pattern.compile("\\bberth ([a-z].*)");
    private static final Pattern SHELL = Pattern.compile("\\s[|>]+\\s?|[()]");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+)");

    private static CommandLine berth() {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
        return new BerthCommand(new Shell(
                        InputStream.nullInputStream(),
                        nowhere,
                        nowhere,
                        Map.of(),
                        false,
                        false,
                        InstantSource.system()))
                .commandLine();
    }

    static Stream<String> examples() {
        return every(berth()).flatMap(command -> {
            String footer =
                    String.join("\n", command.getCommandSpec().usageMessage().footer());
            return footer.replaceAll("\\\\\n *", "").lines().filter(line -> line.startsWith("  "));
        });
    }

    private static Stream<CommandLine> every(CommandLine command) {
        return Stream.concat(
                Stream.of(command),
                command.getSubcommands().values().stream().distinct().flatMap(HelpExamplesTest::every));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void areUnderstood(String example) {
        for (String command : commands(example)) {
            assertThatCode(() -> berth().parseArgs(words(command))).as(command).doesNotThrowAnyException();
        }
    }

    @Test
    void areThere() {
        assertThat(examples().toList()).hasSizeGreaterThan(30);
    }

    /// Each `berth ...` of a shell's line, up to where the shell goes on with something else.
    private static List<String> commands(String line) {
        List<String> commands = new ArrayList<>();
        SHELL.splitAsStream(line)
                .map(COMMAND::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .filter(command -> !command.startsWith("up") && !command.startsWith("down"))
                .forEach(commands::add);
        return commands;
    }

    private static String[] words(String command) {
        // Two spaces part a command from what is said of it.
        return WORD.matcher(command.replaceFirst(" {2,}.*", "").replace("COMMAND --help", "list --help"))
                .results()
                .map(word -> Stream.of(word.group(1), word.group(2), word.group(3))
                        .filter(each -> each != null)
                        .findFirst()
                        .orElseThrow())
                .toArray(String[]::new);
    }
}
