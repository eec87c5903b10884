package dev.berth.e2e.samples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One sample agent as a process of its own, on a port that the system chose.
final class SampleAgent implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    /// The languages that the samples are written in.
    enum Language {
        JAVA(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "java/Agent.java"),
        PYTHON("python3", "python/agent.py"),
        JAVASCRIPT("node", "javascript/agent.mjs");

        private final String interpreter;
        private final String source;

        Language(String interpreter, String source) {
            this.interpreter = interpreter;
            this.source = source;
        }
    }

    private static final Path SAMPLES = Path.of("..", "samples", "agent").toAbsolutePath();
    private static final Pattern LISTENS = Pattern.compile("listens on port (\\d+)$");

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final int port;

    private SampleAgent(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::readLog);
        this.port = Integer.parseInt(awaitLine(LISTENS).group(1));
    }

    static SampleAgent start(Language language, String name) throws IOException {
        return start(
                List.of(language.interpreter, SAMPLES.resolve(language.source).toString()), Map.of("AGENT_NAME", name));
    }

    /// Starts any program that tells its port as the samples do.
    static SampleAgent start(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PORT", "0");
        builder.environment().putAll(environment);
        return new SampleAgent(builder.start());
    }

    URI at(String target) {
        return URI.create("http://127.0.0.1:" + port + target);
    }

    int port() {
        return port;
    }

    /// Waits for a line of the log that holds the pattern; earlier lines are gone then.
    Matcher awaitLine(Pattern pattern) {
        try {
            while (true) {
                String line = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                if (line == null) {
                    throw new AssertionError("no line of the log matched " + pattern);
                }
                Matcher matcher = pattern.matcher(line);
                if (matcher.find()) {
                    return matcher;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + pattern, e);
        }
    }

    /// Sends SIGTERM; tells whether the process ended within the patience of the tests.
    boolean endsWhenAsked() throws InterruptedException {
        process.toHandle().destroy(); // Process.destroy would also close its output
        return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private void readLog() {
        try (BufferedReader log = process.inputReader()) {
            log.lines().forEach(lines::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
