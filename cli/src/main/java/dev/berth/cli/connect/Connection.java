package dev.berth.cli.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Shell;
import dev.berth.protocol.client.BerthClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/// Finds the server that a command is about, and the credential for it.
///
/// `--url` or `BERTH_URL` names it; else it is the one that runs from Berth's home folder. `BERTH_TOKEN` is the
/// credential; else the administrator's token in the home folder is, but only for the server that runs from there: it
/// is never sent anywhere else.
public final class Connection {

    private static final String TOKEN_VARIABLE = "BERTH_TOKEN";
    private static final String SERVER_FILE = "server.json";
    private static final String TOKEN_FILE = "admin.token";

    private final Shell shell;
    private final Supplier<Path> home;
    private final Supplier<Optional<String>> url;

    /// @param url what the command line says; asked when the server is needed
    public Connection(Shell shell, Supplier<Path> home, Supplier<Optional<String>> url) {
        this.shell = shell;
        this.home = home;
        this.url = url;
    }

    /// Where a server is and how to be let in.
    ///
    /// @param tokenExpression what stands for the token in a command line that is pasted into a shell
    /// @param own whether it runs from the home folder, and the token would be the administrator's from there
    public record Target(URI url, Optional<String> token, String tokenExpression, boolean own) {

        boolean lacksOwnToken() {
            return own && token.isEmpty();
        }
    }

    /// A client of the server, for calls that need a credential. Nothing is sent yet.
    ///
    /// @throws CommandFailure when the server is this folder's own and its administrator's token is gone
    public BerthClient open() {
        Target target = target();
        if (target.lacksOwnToken()) {
            throw tokenGone(tokenFile());
        }
        return new BerthClient(target.url(), target.token());
    }

    /// A client of the server, for what may need no credential.
    public BerthClient openUnsigned() {
        Target target = target();
        return new BerthClient(target.url(), target.token());
    }

    /// What to tell when the administrator's token is needed and its file holds none.
    public static CommandFailure tokenGone(Path file) {
        return new CommandFailure(
                ExitCode.REFUSED,
                "The administrator's token is not in " + file + " any more.",
                "With another token:    export BERTH_TOKEN=...",
                "Have a new one made:   touch '%s'    (then end the server and start it again)".formatted(file));
    }

    private Path tokenFile() {
        return home.get().resolve(TOKEN_FILE);
    }

    public Target target() {
        if (shell.isSetToNothing(TOKEN_VARIABLE)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    TOKEN_VARIABLE + " is set, and empty.",
                    "Set it to a token; 'berth token create' makes one.",
                    "Or leave the choice to Berth:    unset " + TOKEN_VARIABLE);
        }
        Optional<URI> named = url.get().or(() -> shell.variable("BERTH_URL")).map(Connection::address);
        Optional<URI> own = named.isPresent() && shell.variable(TOKEN_VARIABLE).isPresent() ? named : ownServer(named);
        URI server = named.or(() -> own)
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.NO_SERVER,
                        "No server runs from " + home.get() + ".",
                        "Start one:          berth up",
                        "Or name another:    export BERTH_URL=http://HOST:8081 BERTH_TOKEN=..."));
        Optional<String> token = shell.variable(TOKEN_VARIABLE);
        if (token.isPresent()) {
            return new Target(server, token.map(String::strip), "$BERTH_TOKEN", false);
        }
        Path file = tokenFile();
        return own.filter(server::equals).isPresent()
                ? new Target(
                        server,
                        read(file).map(String::strip).filter(text -> !text.isEmpty()),
                        "$(cat " + file + ")",
                        true)
                : new Target(server, Optional.empty(), "$BERTH_TOKEN", false);
    }

    /// The server that runs from the home folder. A broken file matters only when no other server is named.
    private Optional<URI> ownServer(Optional<URI> named) {
        Path file = home.get().resolve(SERVER_FILE);
        try {
            Optional<String> text = read(file);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(
                    address(new ObjectMapper().readTree(text.get()).path("url").asText()));
        } catch (JsonProcessingException | CommandFailure e) {
            if (named.isPresent()) {
                return Optional.empty();
            }
            throw e instanceof CommandFailure failure
                    ? failure
                    : new CommandFailure(
                            ExitCode.NO_SERVER, file + " is not what a server writes.", "Start it again: berth up");
        }
    }

    private static URI address(String text) {
        try {
            URI address = URI.create(text.strip());
            String scheme = String.valueOf(address.getScheme());
            if (address.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
                return address;
            }
        } catch (IllegalArgumentException _) {
            // Told below like every other text that is no address.
        }
        throw new CommandFailure(
                ExitCode.USAGE, "This is no address of a server: " + text, "Write it as http://HOST:8081");
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (AccessDeniedException _) {
            throw new CommandFailure(
                    ExitCode.MISSING,
                    "You may not read " + file + ".",
                    "Run this as its owner, or use a token of your own: export BERTH_URL=... BERTH_TOKEN=...");
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.MISSING, "Cannot read " + file + ": " + e.getMessage());
        }
    }
}
