package dev.berth.e2e.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.e2e.support.ScratchDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What keeps a server from starting is told in one message with its remedy.
class StartFaultsIT {

    @TempDir
    private Path folder;

    private Terminal terminal = new Terminal(Path.of("/"));

    @BeforeEach
    void open() {
        terminal = new Terminal(folder);
    }

    @AfterEach
    void close() {
        terminal.close();
    }

    private Terminal.Result fails(int exitCode, String message, String remedy, String... more) {
        String[] arguments = new String[more.length + 2];
        arguments[0] = "up";
        arguments[1] = "--no-sample";
        System.arraycopy(more, 0, arguments, 2, more.length);

        Terminal.Result result = terminal.berth(arguments);

        assertThat(result.err()).containsOnlyOnce("berth: ").contains("berth: " + message, "\n    " + remedy);
        assertThat(result.err()).doesNotContain("\tat ", "Exception");
        assertThat(result.exitCode()).isEqualTo(exitCode);
        assertThat(terminal.home().resolve("server.json")).doesNotExist();
        return result;
    }

    @Test
    void aPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            String message = "Berth cannot listen on 127.0.0.1:" + port + ": another program has that port.";

            fails(3, message, "See which one:      ss -ltnp", "--port", port);
            fails(3, message, "See which one:      ss -ltnp", "--port", port, "--detach");
        }
    }

    @Test
    void aHomeThatIsNoFolder() throws IOException {
        Files.writeString(terminal.home(), "");

        fails(3, "Berth cannot keep its state in " + terminal.home() + ": it is a file", "Make it a folder");
    }

    @Test
    void aLogFileThatCannotBeWritten() {
        fails(
                3,
                "Log lines cannot be written to /proc/none/log.",
                "See that its folder",
                "--log-file",
                "/proc/none/log");
    }

    @Test
    void anEngineThatDoesNotAnswer() {
        terminal.with("DOCKER_HOST", "unix://" + folder.resolve("no.sock"));

        fails(3, "No container engine can be used at unix://", "Start the container engine, or set DOCKER_HOST");
    }

    @Test
    void settingsThatCannotBeUsedAllAtOnce() {
        terminal.with("BERTH_PROT", "1").with("DOCKER_HOST", "nowhere").with("BERTH_LOG_FORMAT", "xml");

        Terminal.Result result = terminal.berth("up", "--port", "x");

        assertThat(result.err()).contains("BERTH_PROT", "DOCKER_HOST", "BERTH_LOG_FORMAT", "--port must be");
        assertThat(result.exitCode()).isEqualTo(2);
    }

    @Test
    void aDatabaseThatDoesNotAnswerOrIsNone() {
        terminal.with("BERTH_DATABASE_URL", "postgresql://user:pass-word@127.0.0.1:1/berth");
        fails(3, "PostgreSQL does not answer at 127.0.0.1:1/berth.", "Start it, or correct BERTH_DATABASE_URL.");

        terminal.with("BERTH_DATABASE_URL", "mysql://user:pass-word@127.0.0.1/berth");
        fails(2, "BERTH_DATABASE_URL is no address of a PostgreSQL database.", "Write it as postgresql://");
    }

    @Test
    void aPostgresqlThatDoesNotLetBerthIn() {
        try (ScratchDatabase database = new ScratchDatabase()) {
            String password = "right-pass-word";
            String user = database.user(password);

            failsWithout(
                    password,
                    database.url(database.name(), user, "wrong-pass-word"),
                    "does not let Berth in: wrong user or password.",
                    "Correct them in BERTH_DATABASE_URL");
            failsWithout(
                    password,
                    database.url("no_such_database", user, password),
                    "has no such database.",
                    "Make it, owned by Berth's user:  createdb");
            failsWithout(
                    password,
                    database.url(database.name(), user, password),
                    "Berth's user may not make its tables in PostgreSQL",
                    "Let it:  GRANT CREATE ON DATABASE");

            database.run("GRANT CREATE ON DATABASE %s TO %s".formatted(database.name(), user));
            terminal.must("up", "--detach", "--no-sample");
            terminal.must("down");
        }
    }

    /// However it is started, with the remedy's variable named and no password told.
    private void failsWithout(String password, String url, String message, String remedy) {
        terminal.with("BERTH_DATABASE_URL", url);
        for (Terminal.Result result : List.of(failsSaying(message, remedy), failsSaying(message, remedy, "--detach"))) {
            assertThat(result.err()).contains("BERTH_DATABASE_URL").doesNotContain(password, "wrong-pass-word");
        }
    }

    private Terminal.Result failsSaying(String message, String remedy, String... more) {
        Terminal.Result result = fails(3, "", remedy, more);
        assertThat(result.err()
                        .lines()
                        .filter(line -> line.startsWith("berth: "))
                        .findFirst()
                        .orElse(""))
                .contains(message, "PostgreSQL at 127.0.0.1:");
        return result;
    }

    @Test
    void aDatabaseThatIsDamaged() throws IOException {
        Files.createDirectories(terminal.home());
        Files.writeString(terminal.home().resolve("berth.db"), "no database at all ".repeat(500));

        fails(3, "The database " + terminal.home().resolve("berth.db") + " is damaged", "Restore it from a backup");
    }

    @Test
    void aKeyThatIsMissingOrWrongThoughSecretsAreStored() throws IOException {
        Path key = terminal.home().resolve("secret.key");
        terminal.with("A_SECRET", "value").must("up", "--detach", "--no-sample");
        terminal.must("deploy", "--name", "keeper", "--no-start", "--secret", "A_SECRET");
        terminal.must("down");
        byte[] right = Files.readAllBytes(key);

        Files.delete(key);
        fails(3, "The key that encrypts secrets, " + key + ", cannot be used: it is missing", "Restore it");
        assertThat(key).doesNotExist();

        Files.write(key, new byte[31]);
        fails(3, "The key that encrypts secrets, " + key + ", cannot be used: it must hold 32 bytes", "Restore it");

        Files.write(key, new byte[32]);
        fails(3, "The key that encrypts secrets, " + key + ", cannot be used: the database holds", "Restore it");

        Files.write(key, right);
        terminal.must("up", "--detach", "--no-sample");
        assertThat(terminal.must("list", "-o", "name").out()).isEqualTo("keeper\n");
    }
}
