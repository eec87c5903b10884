package dev.berth.cli.shell;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What a command runs in. Text is UTF-8 whatever the locale; [#out()] is buffered, so flush what must be seen now.
///
/// @param loss why a part of the output was lost, though somebody wanted it
/// @param outIsTerminal whether a person sees what is printed, rather than a file or another program
public record Shell(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        boolean outIsTerminal,
        boolean errIsTerminal,
        InstantSource clock,
        Supplier<Optional<String>> loss) {

    private static final int BUFFER = 16 << 10;

    public Shell {
        environment = Map.copyOf(environment);
    }

    /// A shell whose output is never lost.
    public Shell(
            InputStream in,
            PrintStream out,
            PrintStream err,
            Map<String, String> environment,
            boolean outIsTerminal,
            boolean errIsTerminal,
            InstantSource clock) {
        this(in, out, err, environment, outIsTerminal, errIsTerminal, clock, Optional::empty);
    }

    /// The streams and environment of this process.
    public static Shell ofProcess() {
        Outlet out = new Outlet(new FileOutputStream(FileDescriptor.out));
        return new Shell(
                new FileInputStream(FileDescriptor.in),
                stream(out, false),
                stream(new FileOutputStream(FileDescriptor.err), true),
                System.getenv(),
                isTerminal(1),
                isTerminal(2),
                InstantSource.system(),
                out::loss);
    }

    private static PrintStream stream(OutputStream to, boolean autoFlush) {
        return new PrintStream(new BufferedOutputStream(to, BUFFER), autoFlush, StandardCharsets.UTF_8);
    }

    /// Asks the kernel where the stream leads: the JDK's console only tells whether all of them are a terminal.
    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.ofNullable(System.console())
                    .map(Console::isTerminal)
                    .orElse(false);
        }
    }

    /// A variable that is set and not blank.
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /// Whether a variable is set to nothing, as a script leaves it whose own command failed.
    public boolean isSetToNothing(String name) {
        return environment.containsKey(name) && variable(name).isEmpty();
    }

    /// Whether what goes to [#out()] may have colours: a person sees it and did not forbid them by `NO_COLOR`.
    public boolean colourfulOut() {
        return outIsTerminal && coloursAllowed();
    }

    public boolean colourfulErr() {
        return errIsTerminal && coloursAllowed();
    }

    private boolean coloursAllowed() {
        return variable("NO_COLOR").isEmpty()
                && !variable("TERM").filter("dumb"::equals).isPresent();
    }

    /// Prints a failure and returns the number that the command ends with.
    public int tell(Failure failure) {
        out.flush();
        err.println("berth: " + Printable.line(failure.message()));
        failure.remedy().forEach(each -> err.println("    " + Printable.line(each)));
        err.flush();
        return failure.exitCode().number();
    }

    /// Prints a line of progress, beside the command's own output and after what was printed there before.
    public void say(String text) {
        out.flush();
        err.println(Printable.line(text));
    }

    /// Sends what was printed on its way.
    ///
    /// @return whether somebody still reads it
    public boolean flushed() {
        return !out.checkError();
    }

    /// Prints bytes as they come, untouched, until they end or nobody reads them any more.
    public void pass(InputStream from) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            out.write(buffer, 0, read);
            if (!flushed()) {
                return;
            }
        }
    }
}
