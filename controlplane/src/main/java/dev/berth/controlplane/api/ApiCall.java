package dev.berth.controlplane.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.controlplane.accounts.Identity;
import dev.berth.domain.agent.AgentId;
import dev.berth.kit.Durations;
import dev.berth.kit.Problem;
import dev.berth.protocol.api.ApiJson;
import dev.berth.protocol.api.InvalidBody;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A request that was let in, and what is known of it. Belongs to one thread.
final class ApiCall {

    /// The most that `Prefer: wait=` waits, in seconds.
    private static final int LONGEST_WAIT = 600;

    private final ApiRequest request;
    private final Optional<Identity> identity;
    private final Contract.Operation contract;
    private @Nullable AgentId agent;

    ApiCall(ApiRequest request, Optional<Identity> identity, Contract.Operation contract) {
        this.request = request;
        this.identity = identity;
        this.contract = contract;
    }

    ApiRequest request() {
        return request;
    }

    /// Who calls.
    ///
    /// @throws IllegalStateException on a route that is open to everyone
    Identity identity() {
        return identity.orElseThrow(() -> new IllegalStateException("nobody was asked for a token"));
    }

    /// Notes which agent the call is about, for its audit line.
    void concerns(AgentId id) {
        agent = id;
    }

    Optional<AgentId> agent() {
        return Optional.ofNullable(agent);
    }

    /// Reads the body. What the decoding lets through is held against the contract too.
    ///
    /// @throws InvalidBody when it is not as it must be
    <T> T body(Function<JsonNode, T> decoding) {
        JsonNode node = ApiJson.parse(request.content());
        T decoded = decoding.apply(node);
        List<Problem.Field> faults = contract.faults(request.mediaType(), node);
        if (!faults.isEmpty()) {
            throw InvalidBody.invalid(faults);
        }
        return decoded;
    }

    boolean flag(String name) {
        return parameter(name, text -> switch (text) {
                    case "", "true", "1" -> true;
                    case "false", "0" -> false;
                    default -> throw new IllegalArgumentException("must be true or false, not " + text);
                })
                .orElse(false);
    }

    int integer(String name, int otherwise, int least, int most) {
        return parameter(name, text -> {
                    int number = number(text);
                    if (number < least || number > most) {
                        throw new IllegalArgumentException(
                                "must be between %d and %d, not %s".formatted(least, most, text));
                    }
                    return number;
                })
                .orElse(otherwise);
    }

    /// How many items a page shall have.
    int limit() {
        return integer("limit", 50, 1, 500);
    }

    /// The values of a parameter that may be repeated.
    <T> List<T> all(String name, Function<String, T> reading) {
        return request.query().getOrDefault(name, List.of()).stream()
                .map(text -> read(name, text, reading))
                .toList();
    }

    <T> Optional<T> parameter(String name, Function<String, T> reading) {
        List<String> given = request.query().getOrDefault(name, List.of());
        if (given.size() > 1) {
            throw invalid(name, "must be given once.");
        }
        return given.stream().findFirst().map(text -> read(name, text, reading));
    }

    /// A time, or a duration before now.
    Optional<Instant> time(String name, Instant now) {
        return parameter(name, text -> {
            try {
                return Instant.parse(text.toUpperCase(Locale.ROOT));
            } catch (DateTimeException _) {
                return before(now, text);
            }
        });
    }

    private static Instant before(Instant now, String text) {
        try {
            return now.minus(Durations.parse(text));
        } catch (IllegalArgumentException | DateTimeException _) {
            throw new IllegalArgumentException(
                    "must be a time such as 2026-01-31T12:00:00Z or a duration before now such as 10m, not " + text);
        }
    }

    /// How many seconds the caller wants to wait, if he says so (RFC 7240). What is not understood is passed over.
    OptionalInt wantedWait() {
        return request.headers().getOrDefault("prefer", List.of()).stream()
                .flatMap(line -> Stream.of(line.split("[,;]")))
                .map(each -> each.strip().toLowerCase(Locale.ROOT).replace(" ", ""))
                .filter(each -> each.matches("wait=\"?\\d{1,9}\"?") || each.equals("respond-async"))
                .mapToInt(each -> each.equals("respond-async") ? 0 : Integer.parseInt(each.replaceAll("\\D", "")))
                .map(seconds -> Math.min(seconds, LONGEST_WAIT))
                .findFirst();
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("must be a whole number, not " + text);
        }
    }

    private static <T> T read(String name, String text, Function<String, T> reading) {
        try {
            return reading.apply(text);
        } catch (IllegalArgumentException e) {
            throw invalid(name, e.getMessage() + ".");
        }
    }

    static InvalidBody invalid(String parameter, String detail) {
        return InvalidBody.invalid(List.of(Problem.Field.parameter(parameter, detail)));
    }
}
