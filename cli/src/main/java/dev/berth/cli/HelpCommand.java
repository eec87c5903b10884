package dev.berth.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `berth help`
@Command(name = "help", header = "Tells how a command is used.")
final class HelpCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "Such as: deploy, or token create.")
    private @Nullable List<String> words;

    @Override
    public void run() {
        CommandLine command = spec.root().commandLine();
        for (String word : words == null ? List.<String>of() : words) {
            @Nullable CommandLine next = command.getSubcommands().get(word);
            if (next == null) {
                throw new ParameterException(
                        spec.root().commandLine(),
                        "'%s' has no command '%s'."
                                .formatted(command.getCommandSpec().qualifiedName(), word));
            }
            command = next;
        }
        command.usage(command.getOut());
        command.getOut().flush();
    }
}
