package dev.berth.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.connect.Connection;
import dev.berth.cli.output.JsonText;
import dev.berth.cli.output.OutputFormat;
import dev.berth.cli.output.OutputOptions;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Shell;
import dev.berth.kit.Version;
import dev.berth.protocol.client.BerthClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `berth version`
@Command(
        name = "version",
        header = "Tells the version of this command and of the server.",
        footer = {"Examples:", "  berth version", "  berth version -o json | jq -r .server.version"})
final class VersionCommand implements Callable<Integer> {

    private final Shell shell;
    private final Connection connection;

    @Mixin
    private OutputOptions output;

    VersionCommand(Shell shell, Connection connection) {
        this.shell = shell;
        this.connection = connection;
    }

    @Override
    public Integer call() throws InterruptedException {
        Version own = Version.current();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("client").put("version", own.number()).put("commit", own.commit());
        if (output.format() != OutputFormat.JSON) {
            shell.out().println("berth " + own);
        }
        try (BerthClient client = connection.openUnsigned()) {
            JsonNode server = client.version();
            json.set("server", server);
            if (output.format() != OutputFormat.JSON) {
                Version theirs = new Version(
                        server.path("version").asText(), server.path("commit").asText());
                shell.out().println("server " + theirs + " at " + client.server());
            }
        } finally {
            if (output.format() == OutputFormat.JSON) {
                JsonText.print(shell, json);
            }
        }
        return ExitCode.DONE.number();
    }
}
