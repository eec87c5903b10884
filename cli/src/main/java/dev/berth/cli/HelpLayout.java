package dev.berth.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// Shows the commands of `berth --help` in groups, each on one line.
final class HelpLayout {

    private static final int WIDTH = 110;

    private static final String REST = "Server";

    private static final Map<String, Set<String>> GROUPS = Map.of(
            "Agents",
                    Set.of(
                            "deploy",
                            "update",
                            "list",
                            "inspect",
                            "start",
                            "stop",
                            "restart",
                            "pause",
                            "resume",
                            "hibernate",
                            "wake",
                            "remove"),
            "Calls and observation", Set.of("invoke", "requests", "logs", "stats", "events", "health"),
            "Access", Set.of("token", "callback-secret"),
            "Other", Set.of("version", "completion", "help"));

    private static final List<String> ORDER = List.of(REST, "Agents", "Calls and observation", "Access", "Other");

    private HelpLayout() {}

    /// Gives the root command and everything below it `--help`, and lays it out.
    ///
    /// @param fitted whether the lines are to fit the terminal instead
    static void install(CommandLine root, boolean fitted) {
        root.setUsageHelpWidth(WIDTH);
        root.setUsageHelpAutoWidth(fitted);
        lay(root);
        root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, _ -> "");
        root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HelpLayout::commands);
    }

    private static void lay(CommandLine command) {
        if (command.getCommandSpec().findOption("--help") == null) {
            command.getCommandSpec()
                    .addOption(OptionSpec.builder("-h", "--help")
                            .usageHelp(true)
                            .description("Tells how this is used.")
                            .build());
        }
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        usage.abbreviateSynopsis(true);
        usage.sortOptions(false);
        usage.synopsisHeading(usage.header().length == 0 ? "Usage: " : "%nUsage: ");
        usage.descriptionHeading(usage.description().length == 0 ? "" : "%n");
        usage.parameterListHeading(
                command.getCommandSpec().positionalParameters().isEmpty() ? "" : "%n");
        usage.optionListHeading("%nOptions:%n");
        usage.commandListHeading("%nCommands:%n");
        usage.footerHeading(usage.footer().length == 0 || usage.footer()[0].isEmpty() ? "" : "%n");
        command.getSubcommands().values().forEach(HelpLayout::lay);
    }

    private static String commands(Help help) {
        Map<String, List<Help>> groups = new LinkedHashMap<>();
        ORDER.forEach(each -> groups.put(each, new ArrayList<>()));
        help.subcommands()
                .values()
                .forEach(each -> groups.getOrDefault(group(each), List.of()).add(each));
        StringBuilder text = new StringBuilder();
        groups.forEach((name, members) -> {
            if (!members.isEmpty()) {
                text.append('\n').append(name).append(":\n");
                members.forEach(each -> text.append(line(each)));
            }
        });
        return text.toString();
    }

    private static String group(Help command) {
        String name = command.commandSpec().name();
        return GROUPS.entrySet().stream()
                .filter(each -> each.getValue().contains(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(REST);
    }

    private static String line(Help command) {
        UsageMessageSpec usage = command.commandSpec().usageMessage();
        String[] text = usage.header().length > 0 ? usage.header() : usage.description();
        String names = String.join(", ", command.commandSpec().names());
        return "  %s%s%s\n"
                .formatted(
                        command.colorScheme().commandText(names),
                        " ".repeat(Math.max(2, 16 - names.length())),
                        text.length > 0 ? text[0] : "");
    }
}
