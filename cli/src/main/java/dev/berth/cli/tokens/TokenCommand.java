package dev.berth.cli.tokens;

import dev.berth.cli.connect.Connection;
import dev.berth.cli.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `berth token`
@Command(
        name = "token",
        header = "Makes, lists and revokes tokens.",
        description = "A token lets callers of agents and users of the API in.")
public final class TokenCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    private TokenCommand() {}

    public static CommandSpec of(Shell shell, Connection connection) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(new TokenCommand());
        spec.addSubcommand("create", CommandSpec.forAnnotatedObject(new TokenCreateCommand(shell, connection)));
        spec.addSubcommand("list", CommandSpec.forAnnotatedObject(new TokenListCommand(shell, connection)));
        spec.addSubcommand("revoke", CommandSpec.forAnnotatedObject(new TokenRevokeCommand(shell, connection)));
        return spec;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Create, list or revoke?");
    }
}
