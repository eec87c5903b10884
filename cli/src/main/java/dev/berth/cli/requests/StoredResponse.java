package dev.berth.cli.requests;

import dev.berth.cli.shell.CommandFailure;
import dev.berth.cli.shell.ExitCode;
import dev.berth.kit.Durations;
import dev.berth.protocol.client.AgentReply;
import dev.berth.protocol.client.RequestRefused;
import dev.berth.protocol.client.RequestsClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Gets the answer to a kept call, and waits for it by looking again.
final class StoredResponse {

    private static final String NOT_YET = "not_answered_yet";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final RequestsClient requests;
    private final InstantSource clock;

    StoredResponse(RequestsClient requests, InstantSource clock) {
        this.requests = requests;
        this.clock = clock;
    }

    /// @param limit how long to wait for it; zero looks once
    AgentReply get(String agent, String id, Duration limit) throws InterruptedException {
        Instant until = clock.instant().plus(limit);
        for (Duration pause = FIRST_PAUSE; ; pause = longer(pause)) {
            try {
                return requests.response(agent, id);
            } catch (RequestRefused e) {
                if (!e.problem().code().equals(NOT_YET)) {
                    throw e;
                }
                if (!clock.instant().isBefore(until)) {
                    throw notYet(agent, id, limit);
                }
            }
            Thread.sleep(shorter(pause, Duration.between(clock.instant(), until)));
        }
    }

    private static CommandFailure notYet(String agent, String id, Duration limit) {
        String message = limit.isZero()
                ? "The agent has not answered yet."
                : "The agent has not answered within " + Durations.format(limit) + ".";
        return new CommandFailure(
                ExitCode.PENDING,
                message,
                "See how it stands:  berth requests %s show %s".formatted(agent, id),
                "Wait for it:        berth requests %s response %s --wait 5m".formatted(agent, id));
    }

    private static Duration longer(Duration pause) {
        return shorter(pause.multipliedBy(2), LONGEST_PAUSE);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
