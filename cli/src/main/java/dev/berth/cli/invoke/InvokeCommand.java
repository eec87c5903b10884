package dev.berth.cli.invoke;

import dev.berth.cli.connect.Connection;
import dev.berth.cli.connect.References;
import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Shell;
import dev.berth.kit.Durations;
import dev.berth.protocol.client.AgentCall;
import dev.berth.protocol.client.AgentCall.Header;
import dev.berth.protocol.client.AgentReply;
import dev.berth.protocol.client.AnswerBroken;
import dev.berth.protocol.client.BerthClient;
import dev.berth.protocol.client.RequestRefused;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `berth invoke`
@Command(
        name = "invoke",
        header = "Calls an agent and prints its answer.",
        description = {
            "The answer is printed byte for byte, as it comes.",
            "Ends with 0 when the agent answered, whatever its status; with --fail only for the statuses 200 to 299;",
            "with 6 when the call is kept and the agent has not answered yet."
        },
        footer = {
            "Examples:",
            "  berth invoke hello",
            "  berth invoke hello /chat -d '{\"content\": \"hi\"}'",
            "  berth invoke invoices /read -d @invoice.pdf -H 'Content-Type: application/pdf' > answer.json",
            "  id=$(berth invoke invoices /read -d @invoice.pdf --async)",
            "  berth invoke invoices /read -d @invoice.pdf --async --callback https://example.org/read",
            "  uptime | berth invoke hello /echo -d @- -H 'Content-Type: text/plain'"
        })
public final class InvokeCommand implements Callable<Integer> {

    private static final String JSON = "application/json";

    /// No caller is held longer.
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private final Shell shell;
    private final Connection connection;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "AGENT", description = "Its slug, its id, or the beginning of its id.")
    private String agent;

    @Parameters(
            index = "1",
            paramLabel = "PATH",
            arity = "0..1",
            defaultValue = "/",
            description = "With its query, such as '/search?q=x' (default: ${DEFAULT-VALUE}).")
    private String path;

    @Option(
            names = {"-X", "--request"},
            paramLabel = "METHOD",
            description = "Which method (default: GET, or POST with --data).")
    private @Nullable String method;

    @Option(
            names = {"-d", "--data"},
            paramLabel = "DATA",
            description = {
                "The body: a text, @FILE, or @- for what comes on standard input.",
                "It is sent as " + JSON + " unless -H says otherwise."
            })
    private @Nullable String data;

    @Option(
            names = {"-H", "--header"},
            paramLabel = "'NAME: VALUE'",
            description = "A header of the request. Authorization is the agent's; Berth's token goes beside it.")
    private @Nullable List<String> headers;

    @Option(
            names = {"-i", "--include"},
            description = "Prints the status and the headers before the body.")
    private boolean include;

    @Option(
            names = {"-f", "--fail"},
            description = "Ends with 1 when the status is not 200 to 299.")
    private boolean fail;

    @Option(
            names = {"-m", "--max-time"},
            paramLabel = "TIME",
            description = "How long to wait until the answer begins, such as 30s (default: for ever).")
    private @Nullable Duration limit;

    @Option(names = "--async", description = "Does not wait for the answer: prints the id under which it is to be had.")
    private boolean async;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = {
                "How long to wait while the agent is not ready, in whole seconds, at most 10m (default: as the agent's",
                "settings say). For one that is stopped, paused or failed nothing waits: the call is kept at once."
            })
    private @Nullable Duration wait;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "Makes a repeated call one with the first: it is carried out once, and answered alike.")
    private @Nullable String key;

    @Option(
            names = "--callback",
            paramLabel = "URL",
            description = {
                "Where the outcome is posted when the call has ended, such as https://example.org/done.",
                "The agent needs a secret for that: berth callback-secret."
            })
    private @Nullable String callback;

    public InvokeCommand(Shell shell, Connection connection) {
        this.shell = shell;
        this.connection = connection;
    }

    @Override
    public Integer call() throws InterruptedException {
        checkTimes();
        AgentCall call = new AgentCall(
                agent,
                read(method == null ? (data == null ? "GET" : "POST") : method, RequestText::method),
                RequestText.path(path),
                head(),
                Optional.ofNullable(data).map(text -> read(text, each -> DataText.body(each, shell::in))),
                Optional.ofNullable(limit));
        try (BerthClient client = connection.openUnsigned();
                AgentReply reply = References.apply(
                        client.agents(), agent, id -> client.gateway().call(call.to(id)))) {
            Optional<Kept> kept = Kept.in(reply);
            return kept.isPresent() ? tell(kept.get(), client) : print(reply);
        } catch (RequestRefused e) {
            throw new Obstacles(agent).told(e);
        } catch (AnswerBroken e) {
            throw new Obstacles(agent).unknown(e, key != null);
        } catch (IOException _) {
            throw new Obstacles(agent).partly(key != null);
        }
    }

    private void checkTimes() {
        if (async && wait != null) {
            throw wrong("Give --async or --wait, not both.");
        }
        if (limit != null && !limit.isPositive()) {
            throw wrong("--max-time: it must be longer than 0s.");
        }
        if (wait != null && (wait.toMillisPart() != 0 || wait.isNegative() || wait.compareTo(LONGEST_WAIT) > 0)) {
            throw wrong("--wait: whole seconds, at most 10m, not " + Durations.format(wait) + ".");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private int print(AgentReply reply) throws IOException {
        if (include) {
            shell.out().println("HTTP/1.1 " + reply.status());
            reply.headers().forEach(each -> shell.out().println(each.name() + ": " + each.value()));
            shell.out().println();
        }
        shell.pass(reply.body());
        if (fail && !reply.successful()) {
            throw new CommandFailure(ExitCode.FAILED, "The agent answered with the status " + reply.status() + ".");
        }
        return ExitCode.DONE.number();
    }

    /// A call without an answer yet.
    private int tell(Kept kept, BerthClient client) throws InterruptedException {
        String remedy = "Get its answer:    berth requests %s response %s --wait 5m".formatted(agent, kept.request());
        if (!async) {
            List<String> remedies = new ArrayList<>(new Obstacles(agent).inTheWay(client.agents()));
            remedies.add(remedy);
            throw new CommandFailure(ExitCode.PENDING, kept.why() + " It is kept, and will be delivered.", remedies);
        }
        shell.out().println(kept.request());
        shell.say(remedy);
        return ExitCode.DONE.number();
    }

    private List<Header> head() {
        List<Header> head = new ArrayList<>();
        for (String each : headers == null ? List.<String>of() : headers) {
            head.add(read(each, RequestText::header));
        }
        if (data != null && head.stream().noneMatch(each -> each.name().equalsIgnoreCase("Content-Type"))) {
            head.add(new Header("Content-Type", JSON));
        }
        if (head.stream().noneMatch(each -> each.name().equalsIgnoreCase("Accept"))) {
            head.add(new Header("Accept", "*/*"));
        }
        if (async || wait != null) {
            head.add(new Header("Prefer", wait == null ? "respond-async" : "wait=" + wait.toSeconds()));
        }
        if (key != null) {
            head.add(read(key, each -> RequestText.header("--idempotency-key", "Idempotency-Key", each)));
        }
        if (callback != null) {
            head.add(read(callback, each -> RequestText.header("--callback", "Berth-Callback", each)));
        }
        return head;
    }

    private <T> T read(String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }
}
