package dev.berth.cli.requests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.connect.Connection;
import dev.berth.cli.connect.References;
import dev.berth.cli.output.JsonText;
import dev.berth.cli.output.OutputFormat;
import dev.berth.cli.output.OutputOptions;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Several;
import dev.berth.cli.shell.Shell;
import dev.berth.protocol.client.AgentReply;
import dev.berth.protocol.client.BerthClient;
import dev.berth.protocol.client.Page;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `berth requests`
@Command(
        name = "requests",
        header = "Lists, shows, replays and cancels the kept calls to an agent.",
        description = {
            "list is what it does unless told otherwise. show, response, replay, cancel and forget take ids of calls.",
            "cancel gives an open call up, forget drops an ended one and its answer; clear does so with all in a status."
        },
        footer = {
            "Examples:",
            "  berth requests invoices",
            "  berth requests invoices list --status abandoned --limit 10",
            "  berth requests invoices response 000000000000002a5f1c7a90b3d4e6f8 --wait 5m > answer.json",
            "  berth requests invoices clear --status completed --status abandoned"
        })
public final class RequestsCommand implements Callable<Integer> {

    private static final int LARGEST_PAGE = 500;

    private final Shell shell;
    private final Connection connection;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "AGENT", description = "Its slug, its id, or the beginning of its id.")
    private String agent;

    @Parameters(
            index = "1",
            paramLabel = "ACTION",
            arity = "0..1",
            defaultValue = "list",
            description = "list, show, response, replay, cancel, forget or clear (default: ${DEFAULT-VALUE}).")
    private RequestAction action;

    @Parameters(index = "2..*", paramLabel = "ID", arity = "0..*", description = "Which calls.")
    private @Nullable List<String> ids;

    @Mixin
    private OutputOptions output;

    @Option(
            names = {"-q", "--quiet"},
            description = "Prints ids only.")
    private boolean quiet;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            split = ",",
            description = "Those that are accepted, delivering, completed or abandoned; open is the first two.")
    private @Nullable List<String> statuses;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "NUMBER",
            defaultValue = "50",
            description = "The newest so many (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = {"-f", "--force"},
            description =
                    "Gives up calls that are being delivered too; whether they were carried out is not known then.")
    private boolean force;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "0s",
            description = "How long response waits for the answer (default: not at all).")
    private Duration wait;

    @Option(
            names = {"-i", "--include"},
            description = "Prints the status and the headers of the answer before its body.")
    private boolean include;

    public RequestsCommand(Shell shell, Connection connection) {
        this.shell = shell;
        this.connection = connection;
    }

    @Override
    public Integer call() throws InterruptedException {
        check();
        try (BerthClient client = connection.open()) {
            return switch (action) {
                case LIST -> list(client);
                case SHOW -> show(client);
                case RESPONSE -> response(client);
                case REPLAY -> each(id -> text(replay(client, id), "id"));
                case CANCEL -> each(id -> withdrawn(client, id, each -> each.cancel(id, force)));
                case FORGET -> each(id -> withdrawn(client, id, each -> each.forget(id)));
                case CLEAR -> clear(client);
            };
        }
    }

    private void check() {
        output.check(quiet, spec);
        boolean takesIds = action != RequestAction.LIST && action != RequestAction.CLEAR;
        if (takesIds != !ids().isEmpty()) {
            throw wrong(takesIds ? "Which call? Give its id." : "This is about all calls and takes no id.");
        }
        if (action == RequestAction.RESPONSE && ids().size() > 1) {
            throw wrong("response gives the answer to one call.");
        }
        if (action == RequestAction.CLEAR && statuses().isEmpty()) {
            throw wrong("Which calls shall go? Give --status, such as --status completed.");
        }
        if (limit < 1) {
            throw wrong("--limit is 1 at least.");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private List<String> ids() {
        return ids == null ? List.of() : ids;
    }

    private List<String> statuses() {
        return statuses == null ? List.of() : statuses;
    }

    private int list(BerthClient client) throws InterruptedException {
        List<JsonNode> found = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Page<JsonNode> page = page(client, Math.min(LARGEST_PAGE, limit - found.size()), cursor);
            found.addAll(page.items());
            cursor = page.next();
        } while (cursor.isPresent() && found.size() < limit);
        if (quiet || output.format() == OutputFormat.NAME) {
            found.forEach(each -> shell.out().println(text(each, "id")));
        } else if (output.format() == OutputFormat.JSON) {
            JsonText.print(shell, joined(found, cursor));
        } else {
            RequestTexts.table(found, shell.clock().instant())
                    .lines(!shell.outIsTerminal(), false)
                    .forEach(shell.out()::println);
            if (cursor.isPresent()) {
                shell.say("There are more; these are the newest %d (--limit).".formatted(found.size()));
            }
        }
        return ExitCode.DONE.number();
    }

    private Page<JsonNode> page(BerthClient client, int size, Optional<String> cursor) throws InterruptedException {
        return References.apply(client.agents(), agent, id -> client.requests().page(id, statuses(), size, cursor));
    }

    /// @param next where those begin that are not among them
    private static ObjectNode joined(List<JsonNode> requests, Optional<String> next) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode items = page.putArray("items");
        requests.forEach(items::add);
        return page.put("next", next.orElse(null));
    }

    private int show(BerthClient client) throws InterruptedException {
        return Several.print(shell, ids(), request -> {
            JsonNode shown = References.apply(
                    client.agents(), agent, id -> client.requests().get(id, request));
            return switch (output.format()) {
                case JSON -> List.of(JsonText.of(shell, shown));
                case NAME -> List.of(text(shown, "id"));
                case TABLE -> quiet ? List.of(text(shown, "id")) : RequestTexts.sheet(shown);
            };
        });
    }

    private int response(BerthClient client) throws InterruptedException {
        StoredResponse stored = new StoredResponse(client.requests(), shell.clock());
        try (AgentReply reply =
                References.apply(client.agents(), agent, id -> stored.get(id, ids().getFirst(), wait))) {
            if (include) {
                shell.out().println("HTTP/1.1 " + reply.status());
                reply.headers().forEach(each -> shell.out().println(each.name() + ": " + each.value()));
                shell.out().println();
            }
            shell.pass(reply.body());
            return ExitCode.DONE.number();
        } catch (IOException _) {
            throw new CommandFailure(
                    ExitCode.FAILED, "The answer broke off; it is not whole.", "It is kept: get it again.");
        }
    }

    private int each(Several.Task<String> task) throws InterruptedException {
        return Several.print(shell, ids(), id -> List.of(task.on(id)));
    }

    private JsonNode replay(BerthClient client, String request) throws InterruptedException {
        return References.apply(client.agents(), agent, id -> client.requests().replay(id, request));
    }

    /// Something that is done with one call.
    @FunctionalInterface
    private interface Withdrawing {
        void with(Withdrawal withdrawal) throws InterruptedException;
    }

    private String withdrawn(BerthClient client, String request, Withdrawing task) throws InterruptedException {
        return References.apply(client.agents(), agent, id -> {
            task.with(new Withdrawal(client.requests(), agent, id));
            return request;
        });
    }

    private int clear(BerthClient client) throws InterruptedException {
        JsonNode counts =
                References.apply(client.agents(), agent, id -> client.requests().clear(id, statuses(), force));
        if (output.format() == OutputFormat.JSON) {
            JsonText.print(shell, counts);
        } else if (!quiet) {
            shell.out()
                    .println("%s cancelled, %s forgotten, %s left to their delivery"
                            .formatted(
                                    text(counts, "cancelled"), text(counts, "forgotten"), text(counts, "in_flight")));
        }
        return ExitCode.DONE.number();
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
    }
}
