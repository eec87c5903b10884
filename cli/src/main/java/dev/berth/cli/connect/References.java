package dev.berth.cli.connect;

import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.cli.shell.Failure;
import dev.berth.protocol.client.AgentAnswer;
import dev.berth.protocol.client.AgentFilter;
import dev.berth.protocol.client.AgentsClient;
import dev.berth.protocol.client.RequestRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Takes agents by id, slug, or the beginning of an id (six characters at least), which only the command line knows.
public final class References {

    private static final Pattern BEGINNING = Pattern.compile("[0-9a-fA-F-]{6,35}");
    private static final Pattern TOO_SHORT = Pattern.compile("[0-9a-fA-F-]{2,5}");
    private static final int SHOWN = 5;

    private References() {}

    /// Something that is done with one agent.
    @FunctionalInterface
    public interface Operation<T> {
        T on(String agent) throws InterruptedException;
    }

    /// Does something with the agent that a reference means. Tries it as it stands first, which it mostly is.
    public static <T> T apply(AgentsClient agents, String reference, Operation<T> operation)
            throws InterruptedException {
        try {
            return operation.on(reference);
        } catch (RequestRefused e) {
            if (e.problem().code().equals("agent_unknown")
                    && TOO_SHORT.matcher(reference).matches()) {
                throw tooShort(e);
            }
            if (e.problem().status() != 404 || !BEGINNING.matcher(reference).matches()) {
                throw e;
            }
            return operation.on(complete(agents, reference, e));
        }
    }

    private static CommandFailure tooShort(RequestRefused unknown) {
        Failure failure = Failure.of(unknown).orElseThrow();
        List<String> remedy = new ArrayList<>(failure.remedy());
        remedy.add("If it is the beginning of an id, give 6 characters at least.");
        return new CommandFailure(failure.exitCode(), failure.message(), remedy);
    }

    private static String complete(AgentsClient agents, String reference, RequestRefused unknown)
            throws InterruptedException {
        String start = reference.replace("-", "").toLowerCase(Locale.ROOT);
        List<AgentAnswer> candidates = agents.all(AgentFilter.ALL).stream()
                .filter(each -> each.id().startsWith(start))
                .toList();
        return switch (candidates.size()) {
            case 0 -> throw unknown;
            case 1 -> candidates.getFirst().id();
            default ->
                throw new CommandFailure(
                        ExitCode.REFUSED,
                        "The ids of %d agents begin with %s; give more of it.".formatted(candidates.size(), reference),
                        candidates.stream()
                                .limit(SHOWN)
                                .map(each -> each.id() + "  " + each.slug())
                                .toList());
        };
    }
}
