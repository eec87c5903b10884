package dev.berth.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.app.up.DownCommand;
import dev.berth.app.up.SetupCommand;
import dev.berth.app.up.UpCommand;
import dev.berth.cli.BerthCommand;
import dev.berth.cli.shell.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class CommandLineDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "cli.md");
    private static final Set<String> EVERYWHERE = Set.of("--help", "--home", "--url");

    @Test
    void holdsTheTableOfEveryCommandAndItsOptions() throws IOException {
        StringBuilder table = new StringBuilder("| command | what it does | options |\n|---|---|---|\n");
        subcommands(commandLine()).forEach(each -> {
            if (each.getSubcommands().isEmpty()) {
                table.append(row(each));
            }
            subcommands(each).forEach(below -> table.append(row(below)));
        });

        String page = Files.readString(DOCUMENT);
        if (Boolean.getBoolean("berth.write-pages")) {
            int from = page.indexOf("| command |");
            page = page.substring(0, from) + table + page.substring(page.indexOf("\n\n", from) + 1);
            Files.writeString(DOCUMENT, page);
        }
        assertThat(page).contains(table);
    }

    private static CommandLine commandLine() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Shell shell = new Shell(
                InputStream.nullInputStream(), nowhere, nowhere, Map.of(), false, false, InstantSource.system());
        BerthCommand berth = new BerthCommand(shell);
        return berth.commandLine(
                new UpCommand(shell, berth), new DownCommand(shell, berth), new SetupCommand(shell, berth));
    }

    /// Each once, though it has several names.
    private static Set<CommandLine> subcommands(CommandLine command) {
        return new LinkedHashSet<>(command.getSubcommands().values());
    }

    private static String row(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        String parent = spec.parent().qualifiedName();
        String names = Stream.of(List.of(spec.name()), List.of(spec.aliases()))
                .flatMap(List::stream)
                .map(each -> "`" + parent + " " + each + "`")
                .collect(Collectors.joining(", "));
        String options = spec.options().stream()
                .filter(each -> !each.hidden() && !EVERYWHERE.contains(each.longestName()))
                .sorted((one, other) -> one.longestName().compareTo(other.longestName()))
                .map(CommandLineDocumentTest::names)
                .collect(Collectors.joining(", "));
        return "| %s | %s | %s |\n".formatted(names, spec.usageMessage().header()[0], options);
    }

    private static String names(OptionSpec option) {
        return Stream.of(option.names())
                .map(each -> "`" + (option.negatable() ? each.replace("--", "--[no-]") : each) + "`")
                .collect(Collectors.joining(" "));
    }
}
