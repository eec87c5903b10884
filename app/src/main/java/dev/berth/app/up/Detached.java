package dev.berth.app.up;

import dev.berth.app.config.BerthSettings;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Shell;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// `berth up --detach`: the server in a process of its own, its first words shown here until it is ready.
final class Detached {

    private static final Duration LONGEST_START = Duration.ofMinutes(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final Shell shell;
    private final BerthSettings settings;

    Detached(Shell shell, BerthSettings settings) {
        this.shell = shell;
        this.settings = settings;
    }

    int start() throws IOException, InterruptedException {
        Files.createDirectories(settings.home());
        Path started = Files.createTempFile("berth-", ".started");
        Path words = settings.home().resolve("up.out");
        Files.deleteIfExists(words);
        try {
            Process server = new ProcessBuilder(command(started))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(words.toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(
                            settings.home().resolve("server.log").toFile()))
                    .start();
            show(server, words, started);
        } finally {
            Files.deleteIfExists(started);
        }
        return ExitCode.DONE.number();
    }

    /// The command that runs now, in the foreground, in a session of its own so that a closed terminal does not end it.
    private List<String> command(Path started) {
        ProcessHandle.Info self = ProcessHandle.current().info();
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        command.add(self.command().orElseThrow());
        for (String argument : self.arguments().orElseThrow()) {
            if (!argument.equals("--detach") && !argument.equals("-d")) {
                command.add(argument);
            }
        }
        command.add("--started-file=" + started);
        return command;
    }

    private void show(Process server, Path words, Path started) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        try (RandomAccessFile file = new RandomAccessFile(words.toFile(), "r")) {
            while (Files.size(started) == 0) {
                boolean over = server.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                copy(file);
                if (over) {
                    throw failed("The server ended before it was ready (exit code " + server.exitValue() + ").");
                }
                if (System.nanoTime() > end) {
                    throw failed("The server is not ready after " + LONGEST_START.toMinutes() + " minutes.");
                }
            }
            copy(file);
        }
    }

    private CommandFailure failed(String what) throws IOException {
        Path log = settings.logs().file().orElse(settings.home().resolve("server.log"));
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        List<String> last = new ArrayList<>(lines.subList(Math.max(0, lines.size() - 10), lines.size()));
        last.add("The whole log: " + log);
        return new CommandFailure(ExitCode.FAILED, what, last);
    }

    private void copy(RandomAccessFile file) throws IOException {
        byte[] fresh = new byte[(int) Math.min(1 << 20, file.length() - file.getFilePointer())];
        file.readFully(fresh);
        shell.out().print(new String(fresh, StandardCharsets.UTF_8));
        shell.out().flush();
    }
}
