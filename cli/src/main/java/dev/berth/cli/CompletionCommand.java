package dev.berth.cli;

import dev.berth.cli.shell.Shell;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `berth completion`
@Command(
        name = "completion",
        header = "Prints a script that lets a shell complete commands.",
        footer = {
            "Examples:",
            "  echo 'source <(berth completion bash)' >> ~/.bashrc",
            "  echo 'source <(berth completion zsh)' >> ~/.zshrc"
        })
final class CompletionCommand implements Runnable {

    private final Shell shell;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    private ShellName name;

    /// The one script serves both.
    enum ShellName {
        BASH,
        ZSH
    }

    CompletionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        shell.out().println("# Completion of berth for " + name.name().toLowerCase(Locale.ROOT) + ".");
        shell.out().print(AutoComplete.bash("berth", spec.root().commandLine()));
    }
}
