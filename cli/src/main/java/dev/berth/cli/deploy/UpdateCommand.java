package dev.berth.cli.deploy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.connect.Connection;
import dev.berth.cli.connect.References;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Shell;
import dev.berth.kit.Durations;
import dev.berth.protocol.client.AgentAnswer;
import dev.berth.protocol.client.AgentsClient;
import dev.berth.protocol.client.BerthClient;
import dev.berth.protocol.client.RequestRefused;
import java.time.Duration;
import java.util.ArrayList;
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

/// `berth update`: changes an agent and puts the change in force, with a way back.
@Command(
        name = "update",
        header = "Changes an agent and starts it anew; goes back by itself when it does not get ready.",
        description = {
            "What is not named stays as it is: variables, secrets and labels are added or replaced by name, and NAME- takes one",
            "away; lists such as --volume are replaced whole. Calls that are open end first, and calls that come meanwhile wait.",
            "An agent that does not run is only changed."
        },
        footer = {
            "Examples:",
            "  berth update hello --image hello:2",
            "  berth update hello --ready-within 30s -e MODEL=small -e DEBUG- -- serve --fast",
            "  berth update hello --no-health --freeze-after never"
        })
public final class UpdateCommand implements Callable<Integer> {

    /// What the server says of a change that more time could have helped.
    private static final String TOO_LATE = "not ready within";

    private final Shell shell;
    private final Connection connection;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "AGENT", description = "Its slug, its id, or the beginning of that.")
    private String agent = "";

    @Parameters(
            index = "1..*",
            paramLabel = "COMMAND",
            arity = "0..*",
            description = "After --: what runs instead of what ran.")
    private @Nullable List<String> command;

    @Mixin
    private AgentOptions options = new AgentOptions();

    @Option(
            names = "--ready-within",
            paramLabel = "TIME",
            defaultValue = "5m",
            description = "How long it may take until it is ready, before it goes back (default: ${DEFAULT-VALUE}).")
    private Duration readyWithin;

    @Option(
            names = {"-f", "--force"},
            description = "Cuts open calls off instead of letting them end first.")
    private boolean force;

    @Option(
            names = {"-d", "--detach"},
            description = "Does not wait; the server goes on, and back if need be.")
    private boolean detached;

    public UpdateCommand(Shell shell, Connection connection) {
        this.shell = shell;
        this.connection = connection;
    }

    @Override
    public Integer call() throws InterruptedException {
        ObjectNode patch = patch();
        try (BerthClient client = connection.open()) {
            AgentsClient agents = client.agents();
            AgentAnswer found = References.apply(agents, agent, agents::get);
            DeployProgress progress = new DeployProgress(shell, agents).after(found);
            AgentAnswer changed = rollOut(agents, found, patch);
            if (!detached) {
                tell(found, changed, progress.awaitRollout(changed, readyWithin));
            }
            shell.out().println(found.slug());
        }
        return ExitCode.DONE.number();
    }

    private ObjectNode patch() {
        ObjectNode body = options.forChange(spec, shell, command);
        if (body.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "What shall change? Name it, such as --image hello:2.");
        }
        return body;
    }

    private AgentAnswer rollOut(AgentsClient agents, AgentAnswer found, ObjectNode patch) throws InterruptedException {
        try {
            return agents.rollOut(found.id(), patch, readyWithin, force);
        } catch (RequestRefused e) {
            throw OptionNames.told(e);
        }
    }

    /// @param found before the change
    /// @param changed right after it
    /// @param now when it is over
    private void tell(AgentAnswer found, AgentAnswer changed, AgentAnswer now) {
        // A rollout stays to be seen until the next one: it may be a former command's.
        boolean begun = !changed.rollout().equals(found.rollout());
        if (begun && now.rollout().filter(AgentAnswer.Rollout::wentBack).isPresent()) {
            throw wentBack(now, now.rollout().orElseThrow().outcome());
        }
        boolean fresh = now.latestRevision() > found.latestRevision() || !found.restartRequired();
        if (!begun && fresh && now.restartRequired()) {
            shell.say("%s %s; the change is in force from its next start on.".formatted(now.slug(), standing(now)));
        }
    }

    private CommandFailure wentBack(AgentAnswer now, String outcome) {
        List<String> remedy = new ArrayList<>();
        if (!now.status().equals("running")) {
            remedy.add("It is %-15s%s".formatted(now.status() + " now:", now.statusReason()));
        }
        remedy.add("See how it went:     berth events " + now.slug());
        if (outcome.contains(TOO_LATE)) {
            remedy.add("Give it more time:   --ready-within, now " + Durations.format(readyWithin));
        }
        return new CommandFailure(ExitCode.FAILED, outcome, remedy);
    }

    private static String standing(AgentAnswer agent) {
        return switch (agent.status()) {
            case "hibernated" -> "sleeps";
            case "running" -> "runs on as it is";
            default -> "is " + agent.status();
        };
    }
}
