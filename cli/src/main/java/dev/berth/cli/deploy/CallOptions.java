package dev.berth.cli.deploy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.kit.Durations;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How calls to it are kept and delivered, and when it sleeps.
final class CallOptions {

    @Option(
            names = "--start",
            paramLabel = "WHEN",
            order = 40,
            description = "on-deploy (the default), on-demand (with its first call) or manual.")
    private @Nullable String start;

    @Option(
            names = "--journal",
            paramLabel = "MODE",
            order = 41,
            description =
                    "Which calls are kept on the disk before they are forwarded: always, unsafe-methods (the default),"
                            + " when-unavailable or off.")
    private @Nullable String mode;

    @Option(
            names = "--journal-hold",
            paramLabel = "TIME",
            order = 42,
            description = "How long a caller is held while it is not ready (default: 30s).")
    private @Nullable Duration hold;

    @Option(
            names = "--journal-deadline",
            paramLabel = "TIME",
            order = 43,
            description = "When a call is given up that was not answered (default: 24h).")
    private @Nullable Duration deadline;

    @Option(
            names = "--journal-attempts",
            paramLabel = "NUMBER",
            order = 44,
            description = "How often a call may reach it (default: 5).")
    private @Nullable Integer attempts;

    @Option(
            names = "--journal-retention",
            paramLabel = "TIME",
            order = 45,
            description = "How long a call and its answer are kept after its end (default: 24h).")
    private @Nullable Duration retention;

    @Option(
            names = "--journal-except",
            paramLabel = "PATH",
            order = 46,
            description = "Calls that are never kept, such as /stream/*.")
    private @Nullable List<String> except;

    @Option(
            names = "--journal-max-body",
            paramLabel = "SIZE",
            order = 47,
            description = "The largest body that is kept (default: 16Mi).")
    private @Nullable String maxBody;

    @Option(
            names = "--journal-oversize",
            paramLabel = "POLICY",
            order = 48,
            description = "A larger body, when it is ready: pass (the default), which keeps nothing, or refuse.")
    private @Nullable String oversize;

    @Option(
            names = "--journal-max-entries",
            paramLabel = "NUMBER",
            order = 49,
            description = "How many calls may be open (default: 10000).")
    private @Nullable Integer maxEntries;

    @Option(
            names = "--journal-max-bytes",
            paramLabel = "SIZE",
            order = 50,
            description = "How much the calls that are open may hold (default: 1Gi).")
    private @Nullable String maxBytes;

    @Option(
            names = "--journal-keep-response",
            paramLabel = "SIZE",
            order = 51,
            description = "The largest answer that is kept (default: 1Mi).")
    private @Nullable String keepResponse;

    @Option(
            names = "--redelivery",
            paramLabel = "POLICY",
            order = 52,
            description = "When it dies with a call: at-least-once (the default) or safe-methods-only.")
    private @Nullable String redelivery;

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            order = 53,
            description = "arrival (the default), or strict: one call at a time.")
    private @Nullable String sequence;

    @Option(
            names = "--concurrency",
            paramLabel = "NUMBER",
            order = 54,
            description = "How many queued calls are delivered at a time (default: 8).")
    private @Nullable Integer concurrency;

    @Option(
            names = "--when-stopped",
            paramLabel = "POLICY",
            order = 55,
            description = "Calls while it is stopped or paused: queue (the default) or refuse.")
    private @Nullable String whenStopped;

    @Option(
            names = "--retry-on",
            paramLabel = "STATUS",
            split = ",",
            order = 56,
            description = "Answers that do not end a call, such as 502,503,504.")
    private @Nullable List<Integer> retryOn;

    @Option(
            names = "--freeze-after",
            paramLabel = "TIME",
            order = 57,
            description = "Without work for so long it is frozen; a call wakes it. Or never.")
    private @Nullable String freezeAfter;

    @Option(
            names = "--stop-after",
            paramLabel = "TIME",
            order = 58,
            description = "Without work for so long it is stopped; a call wakes it. Or never.")
    private @Nullable String stopAfter;

    @Option(
            names = "--waiting-page",
            negatable = true,
            order = 59,
            description = "Shows browsers a page that asks again while it is not ready; or takes that back.")
    private @Nullable Boolean waitingPage;

    void addTo(ObjectNode body, Readings readings) {
        put(body, "start", start);
        ObjectNode journal = journal(readings);
        if (!journal.isEmpty()) {
            body.set("journal", journal);
        }
        put(body, "redelivery", redelivery);
        put(body, "order", sequence);
        put(body, "concurrency", concurrency);
        put(body, "when_stopped", whenStopped);
        if (retryOn != null) {
            ArrayNode statuses = body.putArray("retry_on");
            retryOn.forEach(statuses::add);
        }
        if (waitingPage != null) {
            body.put("waiting_page", waitingPage);
        }
        ObjectNode idle = JsonNodeFactory.instance.objectNode();
        sleep(idle, "freeze_after", freezeAfter, "--freeze-after", readings);
        sleep(idle, "stop_after", stopAfter, "--stop-after", readings);
        if (!idle.isEmpty()) {
            body.set("idle", idle);
        }
    }

    private ObjectNode journal(Readings readings) {
        ObjectNode journal = JsonNodeFactory.instance.objectNode();
        put(journal, "mode", mode);
        put(journal, "hold", hold);
        put(journal, "deadline", deadline);
        put(journal, "max_attempts", attempts);
        put(journal, "retention", retention);
        if (except != null) {
            ArrayNode paths = journal.putArray("except");
            except.forEach(paths::add);
        }
        size(journal, "max_body", maxBody, "--journal-max-body", readings);
        put(journal, "oversize", oversize);
        put(journal, "max_entries", maxEntries);
        size(journal, "max_bytes", maxBytes, "--journal-max-bytes", readings);
        size(journal, "keep_response", keepResponse, "--journal-keep-response", readings);
        return journal;
    }

    private static void sleep(ObjectNode node, String name, @Nullable String time, String option, Readings readings) {
        if (time != null && time.equals("never")) {
            node.putNull(name);
        } else if (time != null) {
            node.put(name, Durations.format(readings.read(option, time, Durations::parse)));
        }
    }

    private static void size(ObjectNode node, String name, @Nullable String size, String option, Readings readings) {
        if (size != null) {
            node.put(name, readings.read(option, size, AmountText::size));
        }
    }

    /// A word: the API writes `_` where people like `-`.
    private static void put(ObjectNode node, String name, @Nullable String word) {
        if (word != null) {
            node.put(name, word.replace('-', '_'));
        }
    }

    private static void put(ObjectNode node, String name, @Nullable Integer number) {
        if (number != null) {
            node.put(name, number);
        }
    }

    private static void put(ObjectNode node, String name, @Nullable Duration time) {
        if (time != null) {
            node.put(name, Durations.format(time));
        }
    }
}
