package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.kit.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Command;

final class BerthCommandTest {

    private final Terminal terminal = new Terminal();

    @Test
    void tellsItsVersionAndCommit() {
        Terminal.Result result = terminal.run("--version");

        assertThat(result.out()).isEqualTo("berth " + Version.current() + "\n");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void asksForACommandWhenThereIsNone() {
        Terminal.Result result = terminal.run();

        assertThat(result.err()).isEqualTo("berth: Which command?\n    Run 'berth --help' to see how it is used.\n");
        assertThat(result.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            verison            | 'berth' has no command 'verison'.            | Did you mean version?
            list --flter a=b   | 'berth list' has no option --flter.          | Did you mean --filter?
            version now        | 'berth version' does not know what to do with 'now'. |
            frobnicate         | 'berth' has no command 'frobnicate'.         |
            list -o yaml       | Invalid value for option '--output': it is table, json or name, not yaml |
            list --output      | Missing required parameter for option '--output' (FORMAT) |
            """)
    void saysWhatItDoesNotUnderstandAndWhatWasMeant(String line, String message, @Nullable String hint) {
        Terminal.Result result = terminal.run(line.split(" "));

        assertThat(result.err()).startsWith("berth: " + message + "\n");
        assertThat(result.err()
                        .lines()
                        .filter(each -> each.contains("Did you mean"))
                        .map(String::strip))
                .isEqualTo(hint == null ? List.of() : List.of(hint));
        assertThat(result.err()).containsPattern("    Run 'berth( list| version)? --help' to see how it is used.\n$");
        assertThat(result.exitCode()).isEqualTo(2);
    }

    @Test
    void printsTheRemedyOfAFailure() {
        Terminal.Result result = terminal.run(new Object[] {new Failing()}, "failing");

        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEqualTo("berth: No engine was found.\n    apt-get install docker.io\n");
        assertThat(result.exitCode()).isEqualTo(3);
    }

    @Test
    void tellsAFaultOfItsOwnAsOne() {
        Terminal.Result result = terminal.run(new Object[] {new Faulty()}, "faulty");

        assertThat(result.err())
                .startsWith("berth: This is a fault in Berth, please report it:\njava.lang.IllegalStateException: oh");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void putsTheCommandsOfOthersAmongItsOwn() {
        Terminal.Result root = terminal.run(new Object[] {new Failing(), new Faulty()}, "--help");
        Terminal.Result one = terminal.run(new Object[] {new Failing(), new Faulty()}, "failing", "--help");

        assertThat(root.out()).contains("\nServer:\n  failing         Fails.\n  faulty          \n\nAgents:\n");
        assertThat(one.out()).isEqualTo("""
                Usage: berth failing [OPTIONS]

                Fails.

                Options:
                  -h, --help          Show this help message and exit.
                  -V, --version       Print version information and exit.
                      --home=FOLDER   Where Berth keeps its state (default: $BERTH_HOME, or ~/.berth).
                      --url=URL       Which server to ask (default: $BERTH_URL, or the one that runs from FOLDER).
                """);
    }

    @Command(name = "failing", description = "Fails.", mixinStandardHelpOptions = true)
    private static final class Failing implements Runnable {
        @Override
        public void run() {
            throw new CommandFailure(ExitCode.MISSING, "No engine was found.", "apt-get install docker.io");
        }
    }

    @Command(name = "faulty")
    private static final class Faulty implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException("oh");
        }
    }
}
