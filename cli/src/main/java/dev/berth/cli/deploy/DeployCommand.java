package dev.berth.cli.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.connect.Connection;
import dev.berth.cli.output.JsonText;
import dev.berth.cli.output.OutputOptions;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Shell;
import dev.berth.protocol.client.AgentAnswer;
import dev.berth.protocol.client.BerthClient;
import dev.berth.protocol.client.RequestRefused;
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

/// `berth deploy`
@Command(
        name = "deploy",
        header = "Deploys an agent and waits until it takes calls.",
        description = "Tells what happens meanwhile; then prints its id, its address and how to call it.",
        footer = {
            "Examples:",
            "  berth deploy --name hello",
            "  berth deploy --name invoices --image invoices:3 --memory 1G --cpu 0.5 --secret OPENAI_API_KEY \\",
            "      -v invoices-data:/data --health-endpoint /health -- serve --quiet",
            "  id=$(berth deploy -q --name scratch --image scratch:dev --restart no)"
        })
public final class DeployCommand implements Callable<Integer> {

    private final Shell shell;
    private final Connection connection;

    @Spec
    private CommandSpec spec;

    @Mixin
    private AgentOptions options = new AgentOptions();

    @Mixin
    private OutputOptions output;

    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..*",
            description = "After --: what runs instead of the image's own command.")
    private @Nullable List<String> command;

    @Option(
            names = "--slug",
            paramLabel = "SLUG",
            description = "Its address, when it is not the name's. It stays as it is.")
    private @Nullable String slug;

    @Option(
            names = {"-q", "--quiet"},
            description = "Prints the id only.")
    private boolean quiet;

    @Option(names = "--no-start", description = "Does not start it.")
    private boolean notStarted;

    @Option(
            names = {"-d", "--detach"},
            description = "Does not wait until it takes calls.")
    private boolean detached;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "5m",
            description = "How long to wait until it takes calls (default: ${DEFAULT-VALUE}).")
    private Duration limit;

    public DeployCommand(Shell shell, Connection connection) {
        this.shell = shell;
        this.connection = connection;
    }

    @Override
    public Integer call() throws InterruptedException {
        output.check(quiet, spec);
        ObjectNode body = body();
        try (BerthClient client = connection.open()) {
            AgentAnswer agent = create(client, body);
            if (!detached && startsNow(body)) {
                agent = new DeployProgress(shell, client.agents()).await(agent, limit);
            }
            print(agent);
        }
        return ExitCode.DONE.number();
    }

    private ObjectNode body() {
        ObjectNode body = options.forNewAgent(spec, shell, command);
        if (slug != null) {
            body.put("slug", slug);
        }
        if (notStarted) {
            if (body.has("start")) {
                throw new ParameterException(spec.commandLine(), "Give --start or --no-start, not both.");
            }
            body.put("start", "manual");
        }
        return body;
    }

    private static boolean startsNow(ObjectNode body) {
        return body.path("start").asText("on_deploy").equals("on_deploy");
    }

    private static AgentAnswer create(BerthClient client, ObjectNode body) throws InterruptedException {
        try {
            return client.agents().create(body);
        } catch (RequestRefused e) {
            throw OptionNames.told(e);
        }
    }

    private void print(AgentAnswer agent) {
        if (quiet) {
            shell.out().println(agent.id());
            return;
        }
        switch (output.format()) {
            case JSON -> JsonText.print(shell, agent.json());
            case NAME -> shell.out().println(agent.slug());
            case TABLE -> {
                shell.out().println("id        " + agent.id());
                shell.out().println("address   " + agent.url());
                shell.out().println("call it   " + curl(agent));
            }
        }
    }

    /// A line that works when pasted.
    private String curl(AgentAnswer agent) {
        return agent.open()
                ? "curl " + agent.url()
                : "curl -H \"X-Berth-Token: %s\" %s"
                        .formatted(connection.target().tokenExpression(), agent.url());
    }
}
