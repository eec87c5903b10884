package dev.berth.gateway;

import dev.berth.edge.http.BodyFraming;
import dev.berth.edge.http.HeaderLines;
import dev.berth.edge.route.Call;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Interruption;
import dev.berth.edge.route.Outcome;
import dev.berth.edge.route.UpstreamFailure;
import dev.berth.gateway.line.Methods;
import dev.berth.kit.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The middle steps of one call: resolve where it goes, await that the agent is ready, and deliver it.
final class Delivery {

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int RETRY_AFTER_SECONDS = 5;
    private static final HeaderLines NOT_KEPT = new HeaderLines().add("Berth-Durable", "no");

    private final Call call;
    private final AgentTarget.Inside target;
    private final boolean usedAuthorization;
    private final boolean trusted;
    private final Routes routes;
    private final Watched observer;
    private final boolean told;
    private final @Nullable Supplier<Decision> whenUnreachable;
    private final GatewaySettings settings;
    private final long begun;
    private volatile boolean abandoned;

    /// @param told whether the answer says that the call was not kept
    /// @param whenUnreachable decides when the agent takes no connection; null offers the call for a while
    Delivery(
            Admitted request,
            Routes routes,
            GatewaySettings settings,
            boolean told,
            @Nullable Supplier<Decision> whenUnreachable) {
        this.call = request.call();
        this.target = request.target();
        this.usedAuthorization = request.usedAuthorization();
        this.trusted = settings.trusted().contain(call.peer().host());
        this.observer = request.watched();
        this.routes = routes;
        this.told = told;
        this.whenUnreachable = whenUnreachable;
        this.settings = settings;
        this.begun = System.nanoTime();
    }

    /// Begins with the route that admission found, unless time has gone by since, in which the agent may have changed.
    Decision begun(AgentRoute atTheGate) {
        if (!told) {
            return from(atTheGate);
        }
        observer.letGo();
        return again();
    }

    private Decision from(AgentRoute route) {
        return route.way() instanceof AgentRoute.Way.Waiting ? awaited(route) : settled(route);
    }

    private Decision settled(AgentRoute route) {
        return switch (route.way()) {
            case AgentRoute.Way.Clear clear -> forward(clear);
            case AgentRoute.Way.Barred barred -> refuse(503, barred.code(), barred.why(), new HeaderLines());
            case AgentRoute.Way.Waiting waiting -> holdIsOver(waiting);
        };
    }

    private Decision forward(AgentRoute.Way.Clear clear) {
        observer.broughtTo(clear.instance());
        boolean repeatable = whenUnreachable != null
                && call.head().framing() instanceof BodyFraming.None
                && Methods.isSafe(call.head().method());
        Hooks hooks = repeatable
                ? Hooks.NONE.withObserver(observer.goingOn()).withUnanswered(this::unanswered)
                : Hooks.NONE.withObserver(observer);
        return new Decision.Forward(
                clear.upstream(),
                Forwarding.edits(call, target, usedAuthorization, clear.authority(), trusted),
                PutBack.edits(call, target.prefix(), List.of(clear.authority()), told ? NOT_KEPT : HeaderLines.none()),
                hooks.withUnreachable(this::unreachable));
    }

    private Decision awaited(AgentRoute route) {
        long left = begun + hold().toNanos() - System.nanoTime();
        if (left <= 0) {
            return settled(route);
        }
        CompletableFuture<Decision> decided = new CompletableFuture<>();
        observer.held();
        routes.wanted(route.agent());
        lookAgain(route, decided);
        CompletableFuture<Decision> inTime = decided.completeOnTimeout(settled(route), left, TimeUnit.NANOSECONDS);
        return new Decision.Later(inTime, () -> leave(decided));
    }

    private Duration hold() {
        return CallersWish.of(call.head()).hold(settings.hold(), settings.longestHold());
    }

    private void leave(CompletableFuture<Decision> decided) {
        abandoned = true;
        decided.complete(refuse(503, "caller_left", "The caller left.", new HeaderLines()));
    }

    /// Looks now and after each change of the route, until it is clear or barred.
    private void lookAgain(AgentRoute known, CompletableFuture<Decision> decided) {
        if (abandoned || decided.isDone()) {
            return;
        }
        var change = routes.nextChange(known.agent());
        observer.letGo();
        Optional<AgentRoute> route = routes.find(target.reference());
        if (route.isEmpty()) {
            decided.complete(gone());
        } else if (route.get().way() instanceof AgentRoute.Way.Waiting) {
            observer.held();
            change.whenComplete((_, _) -> lookAgain(route.get(), decided));
        } else {
            decided.complete(settled(route.get()));
        }
    }

    /// Nothing of the request was sent, so trying again is safe: the agent may just be changing places.
    private Decision unreachable(UpstreamFailure failure) {
        if (whenUnreachable != null) {
            return whenUnreachable.get();
        }
        if (begun + settings.retry().toNanos() - System.nanoTime() <= 0) {
            return refuse(
                    502,
                    "agent_unreachable",
                    "The agent is running and cannot be reached: " + failure.reason(),
                    new HeaderLines());
        }
        CompletableFuture<Decision> later = CompletableFuture.supplyAsync(
                () -> again(), CompletableFuture.delayedExecutor(PAUSE.toNanos(), TimeUnit.NANOSECONDS));
        return new Decision.Later(later, () -> leave(later));
    }

    /// A request that asks for no change may be made again: it is kept now, and waits for the agent to be well.
    private Decision unanswered(Interruption interruption) {
        return interruption.outcome() == Outcome.UPSTREAM_FAILED && whenUnreachable != null
                ? whenUnreachable.get()
                : new Decision.Refuse(interruption.problem());
    }

    private Decision again() {
        return routes.find(target.reference()).map(this::from).orElseGet(this::gone);
    }

    private Decision holdIsOver(AgentRoute.Way.Waiting waiting) {
        return refuse(
                503,
                "agent_not_ready",
                "%s The call was held for %d s; repeat it, or wait longer with Prefer: wait=N."
                        .formatted(waiting.why(), hold().toSeconds()),
                new HeaderLines().add("Retry-After", Integer.toString(RETRY_AFTER_SECONDS)));
    }

    private Decision gone() {
        return new Decision.Refuse(Gateway.unknown(target.reference()), HeaderLines.none(), observer);
    }

    private Decision refuse(int status, String code, String detail, HeaderLines headers) {
        return new Decision.Refuse(Problem.of(status, code, detail), headers, observer);
    }
}
