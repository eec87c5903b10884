package dev.berth.cli.deploy;

import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.Failure;
import dev.berth.kit.Problem;
import dev.berth.protocol.client.RequestRefused;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Tells a refusal by the options that its user wrote instead of the fields that they became.
final class OptionNames {

    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("/name", "--name"),
            Map.entry("/slug", "--slug"),
            Map.entry("/description", "--description"),
            Map.entry("/type", "--type"),
            Map.entry("/labels", "--label"),
            Map.entry("/config", "--config"),
            Map.entry("/public", "--public"),
            Map.entry("/token", "--token-file"),
            Map.entry("/health_check", "the health check"),
            Map.entry("/health_check/endpoint", "--health-endpoint"),
            Map.entry("/health_check/command", "--health-command"),
            Map.entry("/health_check/interval", "--health-interval"),
            Map.entry("/health_check/timeout", "--health-timeout"),
            Map.entry("/health_check/retries", "--health-retries"),
            Map.entry("/health_check/start_period", "--health-start-period"),
            Map.entry("/restart", "--restart"),
            Map.entry("/drain", "--drain"),
            Map.entry("/stop_grace", "--stop-grace"),
            Map.entry("/overlap", "--overlap"),
            Map.entry("/start", "--start"),
            Map.entry("/journal", "--journal"),
            Map.entry("/journal/mode", "--journal"),
            Map.entry("/journal/hold", "--journal-hold"),
            Map.entry("/journal/deadline", "--journal-deadline"),
            Map.entry("/journal/max_attempts", "--journal-attempts"),
            Map.entry("/journal/retention", "--journal-retention"),
            Map.entry("/journal/except", "--journal-except"),
            Map.entry("/journal/max_body", "--journal-max-body"),
            Map.entry("/journal/oversize", "--journal-oversize"),
            Map.entry("/journal/max_entries", "--journal-max-entries"),
            Map.entry("/journal/max_bytes", "--journal-max-bytes"),
            Map.entry("/journal/keep_response", "--journal-keep-response"),
            Map.entry("/redelivery", "--redelivery"),
            Map.entry("/order", "--order"),
            Map.entry("/concurrency", "--concurrency"),
            Map.entry("/when_stopped", "--when-stopped"),
            Map.entry("/retry_on", "--retry-on"),
            Map.entry("/waiting_page", "--waiting-page"),
            Map.entry("/idle", "--stop-after"),
            Map.entry("/idle/freeze_after", "--freeze-after"),
            Map.entry("/idle/stop_after", "--stop-after"),
            Map.entry("/container_config/image", "--image"),
            Map.entry("/container_config/pull_policy", "--pull"),
            Map.entry("/container_config/command", "the command after --"),
            Map.entry("/container_config/port", "--port"),
            Map.entry("/container_config/memory_limit", "--memory"),
            Map.entry("/container_config/cpu_limit", "--cpu"),
            Map.entry("/container_config/pids_limit", "--pids"),
            Map.entry("/container_config/env_vars", "--env"),
            Map.entry("/container_config/secrets", "--secret"),
            Map.entry("/container_config/volumes", "--volume"),
            Map.entry("/container_config/ports", "--publish"),
            Map.entry("/container_config/network", "--network"),
            Map.entry("/container_config/profile", "--profile"));

    /// A field as a message names it: `idle.stop_after`, `memory_limit`.
    private static final Pattern FIELD = Pattern.compile("\\b[a-z]+(?:[._][a-z]+)+\\b");

    /// Words that options write with `-`.
    private static final Pattern CHOICE = Pattern.compile("must be one of [^;:.]*");

    private OptionNames() {}

    static CommandFailure told(RequestRefused refused) {
        Failure failure = Failure.of(refused).orElseThrow();
        List<Problem.Field> fields = refused.problem().fields();
        List<String> remedy =
                failure.remedy().stream().map(line -> renamed(line, fields)).toList();
        return new CommandFailure(failure.exitCode(), renamed(failure.message(), fields), remedy);
    }

    private static String renamed(String line, List<Problem.Field> fields) {
        return fields.stream()
                .map(Problem.Field::place)
                .filter(place -> line.startsWith(place + ": "))
                .findFirst()
                .map(place -> named(option(place), line.substring(place.length() + 2)))
                .orElse(line);
    }

    /// What is wrong with an option, in the words of options.
    private static String named(String option, String detail) {
        String chosen = CHOICE.matcher(detail).replaceAll(found -> found.group().replace('_', '-'));
        String words = FIELD.matcher(chosen).replaceAll(found -> field(found.group()));
        String own = option + " must ";
        return option + ": " + (words.startsWith(own) ? words.substring(option.length() + 1) : words);
    }

    private static String field(String name) {
        String pointer = "/" + name.replace('.', '/');
        return Stream.of(pointer, "/container_config" + pointer)
                .filter(OPTIONS::containsKey)
                .findFirst()
                .map(each -> String.valueOf(OPTIONS.get(each)))
                .orElse(name);
    }

    /// The option that made a field; what belongs to none stays as it is.
    static String option(String pointer) {
        return OPTIONS.keySet().stream()
                .filter(each -> pointer.equals(each) || pointer.startsWith(each + "/"))
                .max(Comparator.comparingInt(String::length))
                .map(each -> OPTIONS.get(each) + rest(pointer.substring(each.length())))
                .orElse(pointer);
    }

    /// Which one of several is meant: `/0/target` is ` (1)`, `/NAME` is ` NAME`.
    private static String rest(String pointer) {
        if (pointer.isEmpty()) {
            return "";
        }
        String first = pointer.substring(1).split("/", 2)[0];
        return first.chars().allMatch(Character::isDigit) ? " (" + (Integer.parseInt(first) + 1) + ")" : " " + first;
    }
}
