package dev.berth.app.up;

import dev.berth.app.config.BerthSettings;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Shell;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// `berth up --detach`: the server in a process of its own, its first words shown here until it is ready.
///
/// Its log goes to `server.log` in the home folder unless settings name another file. What it says on its standard
/// streams holds the administrator's token, so it lies in files that nobody else can read, and not for long.
final class Detached {

    private static final Duration LONGEST_START = Duration.ofMinutes(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final String FAILURE = "berth: ";
    private static final Set<String> DETACH = Set.of("-d", "--detach");
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private final Shell shell;
    private final Path log;

    Detached(Shell shell, BerthSettings settings) {
        this.shell = shell;
        this.log = settings.logs().file().orElse(settings.home().resolve("server.log"));
    }

    int start() throws IOException, InterruptedException {
        Path started = Files.createTempFile("berth-", ".started");
        Path out = Files.createTempFile("berth-", ".out");
        Path err = Files.createTempFile("berth-", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command(started))
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().put("BERTH_LOG_FILE", log.toString());
            Process server = builder.start();
            Thread giveUp = UpCommand.whenAskedToEnd(server::destroy);
            show(server, out, err, started);
            Runtime.getRuntime().removeShutdownHook(giveUp);
        } finally {
            for (Path each : List.of(started, out, err)) {
                Files.deleteIfExists(each);
            }
        }
        return ExitCode.DONE.number();
    }

    /// The command that runs now, in the foreground, in a session of its own so that a closed terminal does not end it.
    private static List<String> command(Path started) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        command.add(ProcessHandle.current().info().command().orElseThrow());
        arguments().stream().filter(each -> !DETACH.contains(each)).forEach(command::add);
        command.add("--started-file=" + started);
        return command;
    }

    /// The kernel tells them whole; the JDK gives up on more than a page of them.
    private static List<String> arguments() throws IOException {
        return Files.exists(COMMAND_LINE)
                ? Arrays.stream(Files.readString(COMMAND_LINE).split("\0"))
                        .skip(1)
                        .toList()
                : List.of(ProcessHandle.current().info().arguments().orElseThrow());
    }

    private void show(Process server, Path out, Path err, Path started) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        try (RandomAccessFile words = new RandomAccessFile(out.toFile(), "r")) {
            while (Files.size(started) == 0) {
                boolean over = server.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                copy(words);
                if (over) {
                    throw failed(server.exitValue(), Files.readString(err));
                }
                if (System.nanoTime() > end) {
                    server.destroy();
                    throw new CommandFailure(
                            ExitCode.FAILED,
                            "The server was not ready after %d minutes and was ended."
                                    .formatted(LONGEST_START.toMinutes()),
                            "Its log: " + log);
                }
            }
            copy(words);
        }
    }

    /// Tells what the server told, with its exit code.
    private CommandFailure failed(int exitCode, String err) {
        ExitCode code = Arrays.stream(ExitCode.values())
                .filter(each -> each.number() == exitCode && each != ExitCode.DONE)
                .findFirst()
                .orElse(ExitCode.FAILED);
        List<String> lines = err.lines().toList();
        int first = 0;
        while (first < lines.size() && !lines.get(first).startsWith(FAILURE)) {
            first++;
        }
        List<String> below = new ArrayList<>(
                lines.stream().skip(first + 1L).map(String::strip).toList());
        below.add("Its log: " + log);
        return new CommandFailure(
                code,
                first < lines.size()
                        ? lines.get(first).substring(FAILURE.length())
                        : "The server ended before it was ready (exit code " + exitCode + ").",
                first < lines.size() ? below : lastOf(lines));
    }

    private List<String> lastOf(List<String> lines) {
        List<String> last = new ArrayList<>(lines.subList(Math.max(0, lines.size() - 10), lines.size()));
        last.add("Its log: " + log);
        return last;
    }

    private void copy(RandomAccessFile file) throws IOException {
        byte[] fresh = new byte[(int) Math.min(1 << 20, file.length() - file.getFilePointer())];
        file.readFully(fresh);
        shell.out().print(new String(fresh, StandardCharsets.UTF_8));
        shell.out().flush();
    }
}
