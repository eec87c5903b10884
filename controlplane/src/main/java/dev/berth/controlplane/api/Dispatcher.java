package dev.berth.controlplane.api;

import dev.berth.controlplane.accounts.Audit;
import dev.berth.controlplane.accounts.AuditLog;
import dev.berth.controlplane.accounts.Identity;
import dev.berth.controlplane.agents.StoreFailure;
import dev.berth.controlplane.api.Gatekeeper.Admission;
import dev.berth.domain.agent.AgentId;
import dev.berth.kit.Problem;
import dev.berth.protocol.api.InvalidBody;
import dev.berth.protocol.link.HostUnavailable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a request through its steps: is it let in, is it well formed, carry it out, record it.
final class Dispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Contract contract;
    private final Gatekeeper gatekeeper;
    private final Audit audit;
    private final MeterRegistry meters;
    private final InstantSource clock;

    Dispatcher(Contract contract, Gatekeeper gatekeeper, Audit audit, MeterRegistry meters, InstantSource clock) {
        this.contract = contract;
        this.gatekeeper = gatekeeper;
        this.audit = audit;
        this.meters = meters;
        this.clock = clock;
    }

    /// Answers a request. A streamed answer's time ends where its stream begins.
    Answer answer(Route route, ApiRequest request) throws InterruptedException {
        long begun = System.nanoTime();
        Answer answer = decide(route, request);
        Timer.builder("berth.api.requests")
                .description("Requests to the API")
                .tag("operation", route.operation())
                .tag("status", Integer.toString(answer.status()))
                .register(meters)
                .record(Duration.ofNanos(System.nanoTime() - begun));
        return answer;
    }

    private Answer decide(Route route, ApiRequest request) throws InterruptedException {
        return switch (gatekeeper.admit(route.access(), request)) {
            case Admission.Refused(var identity, var answer) -> {
                identity.filter(_ -> route.changes())
                        .ifPresent(who -> record(route, request, who, Optional.empty(), answer));
                yield answer;
            }
            case Admission.Admitted(var identity) -> admitted(route, request, identity);
        };
    }

    private Answer admitted(Route route, ApiRequest request, Optional<Identity> identity) throws InterruptedException {
        ApiCall call = new ApiCall(request, identity, contract.operation(route.operation()));
        Answer answer = carryOut(route, call);
        if (route.changes()) {
            identity.ifPresent(who -> record(route, request, who, call.agent(), answer));
        }
        return answer;
    }

    /// The only place that catches everything: one broken request must not end the server.
    private Answer carryOut(Route route, ApiCall call) throws InterruptedException {
        try {
            Optional<Answer> unfit = unfit(route, call.request());
            return unfit.isPresent() ? unfit.get() : route.handler().handle(call);
        } catch (InvalidBody e) {
            return Answer.problem(e.problem());
        } catch (StoreFailure e) {
            LOG.atError()
                    .addKeyValue("action", route.operation())
                    .addKeyValue("request", call.request().requestId())
                    .setCause(e)
                    .log("database failed");
            return Answer.later(Problems.of(e), RETRY);
        } catch (HostUnavailable e) {
            return Answer.later(Problems.hostSilent(String.valueOf(e.getMessage())), RETRY);
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("action", route.operation())
                    .addKeyValue("request", call.request().requestId())
                    .setCause(e)
                    .log("request failed");
            return Answer.problem(Problems.internal());
        }
    }

    private Optional<Answer> unfit(Route route, ApiRequest request) {
        Contract.Operation operation = contract.operation(route.operation());
        Set<String> unknown = new TreeSet<>(request.query().keySet());
        unknown.removeAll(operation.query());
        if (!unknown.isEmpty()) {
            String known = operation.query().isEmpty()
                    ? "None is known here."
                    : "Known here: " + String.join(", ", new TreeSet<>(operation.query())) + ".";
            List<Problem.Field> fields = unknown.stream()
                    .map(name -> Problem.Field.parameter(name, "There is no such parameter. " + known))
                    .toList();
            throw InvalidBody.invalid(fields);
        }
        Set<String> types = new TreeSet<>(operation.bodies().keySet());
        boolean bare = !operation.needsBody() && !request.body().hasRemaining();
        if (operation.takesBody() && !bare && !types.contains(request.mediaType())) {
            String header = request.method().equals("PATCH") ? "Accept-Patch" : "Accept-Post";
            String given = request.mediaType().isEmpty() ? "none" : request.mediaType();
            return Optional.of(Answer.problem(
                    Problem.of(
                            415,
                            "unsupported_media_type",
                            "The body must be of the type %s; the Content-Type given is %s."
                                    .formatted(String.join(" or ", types), given)),
                    Map.of(header, String.join(", ", types))));
        }
        return Optional.empty();
    }

    private void record(Route route, ApiRequest request, Identity who, Optional<AgentId> agent, Answer answer) {
        String outcome = answer instanceof Answer.Refused(var problem, var headers) ? problem.code() : "done";
        audit.record(new AuditLog.Entry(
                clock.instant(),
                who.name(),
                who.owner(),
                route.operation(),
                agent,
                outcome,
                request.peer(),
                request.requestId()));
    }
}
