package dev.berth.cli.shell;

import dev.berth.kit.Problem;
import dev.berth.protocol.client.AnswerBroken;
import dev.berth.protocol.client.RequestRefused;
import dev.berth.protocol.client.ServerUnreachable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A failure as its user sees it.
///
/// @param remedy lines below the message: what is wrong in detail, what helps
public record Failure(ExitCode exitCode, String message, List<String> remedy) {

    private static final Pattern API_HINT = Pattern.compile(" GET /api/(?<what>agents|tokens) lists [^.]*\\.");
    private static final String LAST_LINES = "last_log_lines";

    /// Codes of faults whose detail is all that there is to tell.
    private static final Set<String> TOLD_WHOLE =
            Set.of("disk_full", "host_unavailable", "overloaded", "too_many_connections");

    public Failure {
        remedy = List.copyOf(remedy);
    }

    /// Empty when it is a fault of Berth's own.
    public static Optional<Failure> of(@Nullable Throwable e) {
        return switch (e) {
            case CommandFailure failure ->
                Optional.of(new Failure(failure.exitCode(), failure.getMessage(), failure.remedy()));
            case ServerUnreachable unreachable ->
                Optional.of(new Failure(
                        ExitCode.NO_SERVER,
                        unreachable.getMessage(),
                        List.of("Is the server running? Start it with 'berth up', or set BERTH_URL to where it is.")));
            case RequestRefused refused -> Optional.of(of(refused));
            case AnswerBroken broken -> Optional.of(new Failure(ExitCode.FAILED, broken.getMessage(), List.of()));
            case null, default -> Optional.empty();
        };
    }

    private static Failure of(RequestRefused refused) {
        Problem problem = refused.problem();
        List<String> remedy = new ArrayList<>();
        String message = told(problem, remedy);
        List<String> lines = lastLines(problem);
        remedy.addAll(logLines(lines));
        if (problem.status() == 401) {
            remedy.add("Set BERTH_TOKEN to a token of this server; 'berth token create' makes one for you or others.");
        }
        if (problem.status() >= 500
                && !problem.code().startsWith("agent_")
                && !TOLD_WHOLE.contains(problem.code())
                && !refused.requestId().isEmpty()) {
            remedy.add("The server's log tells more about request " + refused.requestId() + ".");
        }
        boolean tried =
                problem.status() >= 500 || !lines.isEmpty() || problem.more().containsKey(LAST_LINES);
        return new Failure(tried ? ExitCode.FAILED : ExitCode.REFUSED, withoutApi(message, remedy), remedy);
    }

    /// What is wrong, each thing once: one in a line, several below a line of their own.
    private static String told(Problem problem, List<String> below) {
        List<Problem.Field> fields = problem.fields();
        List<String> lines = fields.stream()
                .map(each -> (each.place().isEmpty() ? "" : each.place() + ": ") + each.detail())
                .toList();
        boolean repeated = fields.stream().allMatch(each -> problem.detail().contains(each.detail()));
        if (lines.isEmpty() || !repeated) {
            below.addAll(lines);
            return problem.detail();
        }
        if (lines.size() == 1) {
            return problem.code().equals("invalid") ? lines.getFirst() : problem.detail();
        }
        below.addAll(lines);
        return "Several values cannot be used:";
    }

    /// A detail without the sentence that tells programs where to look; people get the command for it.
    private static String withoutApi(String detail, List<String> remedy) {
        Matcher hint = API_HINT.matcher(detail);
        if (!hint.find()) {
            return detail;
        }
        remedy.add("See those that are there:  berth " + (hint.group("what").equals("tokens") ? "token list" : "list"));
        return hint.replaceFirst("");
    }

    private static List<String> lastLines(Problem problem) {
        return problem.more().get(LAST_LINES) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /// The last lines of an agent's log as they stand below a message.
    public static List<String> logLines(List<String> lines) {
        if (lines.isEmpty()) {
            return List.of();
        }
        List<String> below = new ArrayList<>(List.of("Its last words:"));
        lines.forEach(each -> below.add("  " + each));
        return below;
    }
}
