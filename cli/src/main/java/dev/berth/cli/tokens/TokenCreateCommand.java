package dev.berth.cli.tokens;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.connect.Connection;
import dev.berth.cli.connect.References;
import dev.berth.cli.output.JsonText;
import dev.berth.cli.output.OutputOptions;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Shell;
import dev.berth.kit.Durations;
import dev.berth.protocol.client.BerthClient;
import dev.berth.protocol.client.TokenAnswer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `berth token create`
@Command(
        name = "create",
        header = "Makes a token and prints its value.",
        description = "The value is shown this once: Berth itself keeps only a hash of it.",
        footer = {
            "Examples:",
            "  berth token create billing-ui --agent invoices --expires 90d",
            "  BERTH_TOKEN=$(berth token create ci --scope operate) ./deploy.sh"
        })
final class TokenCreateCommand implements Callable<Integer> {

    private static final List<String> SCOPES = List.of("invoke", "read", "operate", "admin");

    private final Shell shell;
    private final Connection connection;

    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output;

    @Parameters(paramLabel = "NAME", description = "What it is called in lists; unique.")
    private String name;

    @Option(
            names = {"-s", "--scope"},
            paramLabel = "SCOPE",
            defaultValue = "invoke",
            split = ",",
            description =
                    "What it allows: invoke (calling agents), read (looking at them), operate (both, and deploying and"
                            + " directing agents) or admin (everything). Repeat it for several (default: ${DEFAULT-VALUE}).")
    private List<String> scopes;

    @Option(names = "--agent", paramLabel = "AGENT", description = "Limits it to one agent.")
    private @Nullable String agent;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "How long it holds, such as 12h or 90d (default: until it is revoked).")
    private @Nullable Duration expires;

    TokenCreateCommand(Shell shell, Connection connection) {
        this.shell = shell;
        this.connection = connection;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (BerthClient client = connection.open()) {
            TokenAnswer made = make(client);
            switch (output.format()) {
                case TABLE -> shell.out().println(made.value());
                case NAME -> shell.out().println(made.name());
                case JSON -> JsonText.print(shell, made.json());
            }
            if (shell.outIsTerminal()) {
                shell.say(
                        "This is shown once. Callers send it as 'Authorization: Bearer ...' or 'X-Berth-Token: ...'.");
            }
        }
        return ExitCode.DONE.number();
    }

    private TokenAnswer make(BerthClient client) throws InterruptedException {
        for (String scope : scopes) {
            if (!SCOPES.contains(scope)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "No scope is called '%s'; there are %s.".formatted(scope, String.join(", ", SCOPES)));
            }
        }
        return client.tokens().create(body(client));
    }

    private ObjectNode body(BerthClient client) throws InterruptedException {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", name);
        ArrayNode list = body.putArray("scopes");
        scopes.forEach(list::add);
        if (agent != null) {
            body.put(
                    "agent",
                    References.apply(client.agents(), agent, client.agents()::get)
                            .id());
        }
        if (expires != null) {
            body.put("expires_in", Durations.format(expires));
        }
        return body;
    }
}
