package dev.berth.cli.tokens;

import dev.berth.cli.connect.Connection;
import dev.berth.cli.shell.Several;
import dev.berth.cli.shell.Shell;
import dev.berth.protocol.client.BerthClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `berth token revoke`
@Command(name = "revoke", aliases = "rm", header = "Revokes tokens: from now on they are refused.")
final class TokenRevokeCommand implements Callable<Integer> {

    private final Shell shell;
    private final Connection connection;

    @Parameters(paramLabel = "TOKEN", arity = "1..*", description = "Its name or id.")
    private List<String> tokens;

    TokenRevokeCommand(Shell shell, Connection connection) {
        this.shell = shell;
        this.connection = connection;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (BerthClient client = connection.open()) {
            return Several.print(shell, tokens, token -> {
                client.tokens().revoke(token);
                return List.of(token);
            });
        }
    }
}
