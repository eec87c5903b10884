package dev.berth.cli.deploy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.shell.Shell;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;

/// All that can be said of an agent, the same for one that is made and one that is changed.
final class AgentOptions {

    @ArgGroup(validate = false, heading = "%nWhat it is:%n", order = 1)
    private IdentityOptions identity = new IdentityOptions();

    @ArgGroup(validate = false, heading = "%nWhat runs:%n", order = 2)
    private ProgramOptions program = new ProgramOptions();

    @ArgGroup(validate = false, heading = "%nWhat it may use:%n", order = 3)
    private PlaceOptions place = new PlaceOptions();

    @ArgGroup(validate = false, heading = "%nWhen it is well, and when it ends:%n", order = 4)
    private ConditionOptions conditions = new ConditionOptions();

    @ArgGroup(validate = false, heading = "%nHow its calls are kept and delivered, and when it sleeps:%n", order = 5)
    private CallOptions calls = new CallOptions();

    /// What the server is to make an agent of.
    ///
    /// @param command what runs instead of the image's own; null when nothing was given
    ObjectNode forNewAgent(CommandSpec spec, Shell shell, @Nullable List<String> command) {
        return body(new Readings(spec, false), shell, command, identity::addTo);
    }

    /// What the server is to change; empty when nothing was named.
    ///
    /// @param command what runs instead of what ran; null when nothing was given
    ObjectNode forChange(CommandSpec spec, Shell shell, @Nullable List<String> command) {
        return body(new Readings(spec, true), shell, command, identity::addChangesTo);
    }

    private ObjectNode body(
            Readings readings,
            Shell shell,
            @Nullable List<String> command,
            BiConsumer<ObjectNode, Readings> addIdentity) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        addIdentity.accept(body, readings);
        conditions.addTo(body, readings);
        calls.addTo(body, readings);
        ObjectNode container = JsonNodeFactory.instance.objectNode();
        program.addTo(container, command == null ? List.of() : command, shell, readings);
        place.addTo(container, readings);
        if (!container.isEmpty()) {
            body.set("container_config", container);
        }
        return body;
    }
}
