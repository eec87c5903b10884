package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.kit.Version;
import org.junit.jupiter.api.Test;
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

    @Test
    void suggestsTheCommandThatWasMeant() {
        Terminal.Result result = terminal.run("verison");

        assertThat(result.err()).isEqualTo("""
                        berth: Unmatched argument at index 0: 'verison'
                            Did you mean: version?
                            Run 'berth --help' to see how it is used.
                        """);
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

    @Command(name = "failing")
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
