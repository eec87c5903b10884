package dev.berth.cli.tokens;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.connect.Connection;
import dev.berth.cli.output.Amounts;
import dev.berth.cli.output.JsonText;
import dev.berth.cli.output.OutputOptions;
import dev.berth.cli.output.Table;
import dev.berth.cli.output.Table.Column;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Shell;
import dev.berth.protocol.client.BerthClient;
import dev.berth.protocol.client.TokenAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `berth token list`
@Command(name = "list", aliases = "ls", header = "Lists tokens; their values are not kept.")
final class TokenListCommand implements Callable<Integer> {

    private final Shell shell;
    private final Connection connection;

    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output;

    @Option(
            names = {"-q", "--quiet"},
            description = "Prints ids only.")
    private boolean quiet;

    TokenListCommand(Shell shell, Connection connection) {
        this.shell = shell;
        this.connection = connection;
    }

    @Override
    public Integer call() throws InterruptedException {
        output.check(quiet, spec);
        List<TokenAnswer> tokens;
        try (BerthClient client = connection.open()) {
            tokens = client.tokens().all();
        }
        if (quiet) {
            tokens.forEach(each -> shell.out().println(each.id()));
            return ExitCode.DONE.number();
        }
        switch (output.format()) {
            case TABLE -> table(tokens).lines(true, false).forEach(shell.out()::println);
            case NAME -> tokens.forEach(each -> shell.out().println(each.name()));
            case JSON -> JsonText.print(shell, joined(tokens));
        }
        return ExitCode.DONE.number();
    }

    private Table table(List<TokenAnswer> tokens) {
        Table table = new Table(
                Column.of("NAME"),
                Column.of("SCOPES"),
                Column.of("AGENT"),
                Column.of("AGE"),
                Column.of("EXPIRES"),
                Column.of("ID"));
        Instant now = shell.clock().instant();
        tokens.forEach(each -> table.row(
                each.name(),
                String.join(",", each.scopes()),
                each.agent().orElse("any"),
                Amounts.age(now, each.createdAt()),
                each.expiresAt().map(time -> expiry(now, time)).orElse("never"),
                each.id()));
        return table;
    }

    private static String expiry(Instant now, Instant time) {
        return time.isAfter(now) ? "in " + Amounts.span(Duration.between(now, time)) : "expired";
    }

    private static ObjectNode joined(List<TokenAnswer> tokens) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode items = page.putArray("items");
        tokens.forEach(each -> items.add(each.json()));
        return page.putNull("next");
    }
}
