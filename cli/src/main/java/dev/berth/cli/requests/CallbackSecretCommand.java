package dev.berth.cli.requests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.connect.Connection;
import dev.berth.cli.connect.References;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Shell;
import dev.berth.protocol.client.BerthClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `berth callback-secret`
@Command(
        name = "callback-secret",
        header = "Makes a secret that signs an agent's callbacks, and prints it.",
        description = "It is shown this once. One that the agent had before signs nothing any more.",
        footer = {"Example:", "  berth callback-secret invoices > receiver.secret"})
public final class CallbackSecretCommand implements Callable<Integer> {

    private final Shell shell;
    private final Connection connection;

    @Parameters(paramLabel = "AGENT", description = "Its slug, its id, or the beginning of its id.")
    private String agent;

    public CallbackSecretCommand(Shell shell, Connection connection) {
        this.shell = shell;
        this.connection = connection;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (BerthClient client = connection.open()) {
            JsonNode made = References.apply(
                    client.agents(), agent, id -> client.requests().renewCallbackSecret(id));
            shell.out().println(made.path("secret").asText());
            if (shell.outIsTerminal()) {
                shell.say("This is shown once. Receivers check the header Berth-Signature with it.");
            }
        }
        return ExitCode.DONE.number();
    }
}
