package dev.berth.edge.pipe;

import dev.berth.edge.route.Decision;
import dev.berth.edge.route.ExchangeObserver;
import dev.berth.edge.route.Outcome;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out what a router decided.
final class Decisions {

    private static final Logger LOG = LoggerFactory.getLogger(Decisions.class);

    private Decisions() {}

    static void route(ClientConnection client, ClientRequest request) {
        decide(client, request, () -> client.loop().router().route(request.call()));
    }

    static void decide(ClientConnection client, ClientRequest request, Supplier<Decision> decider) {
        carryOut(client, request, ask(request, decider));
    }

    /// The one place where a router's bug is caught: one request fails, the connection and the loop live on.
    static Decision ask(ClientRequest request, Supplier<Decision> decider) {
        try {
            return decider.get();
        } catch (RuntimeException e) {
            return failed(request, e);
        }
    }

    static void carryOut(ClientConnection client, ClientRequest request, Decision decision) {
        switch (decision) {
            case Decision.Answer answer -> LocalAnswers.answer(client, request, answer);
            case Decision.Refuse refuse -> LocalAnswers.refuse(client, request, refuse);
            case Decision.Forward forward -> forward(client, request, forward);
            case Decision.Later later -> new Deciding(client, request, later).begin();
            case Decision.Collect collect -> Collecting.begin(client, request, collect);
            case Decision.Replay replay -> StoredAnswer.begin(client, request, replay);
        }
    }

    private static void forward(ClientConnection client, ClientRequest request, Decision.Forward forward) {
        if (request.canBeSentAgain()) {
            new Exchange(client, request, forward).begin();
        } else {
            forward.hooks().observer().finished(Outcome.UPSTREAM_FAILED, request.bytesIn(), 0);
            LocalAnswers.refuse(client, request, request.interruption());
        }
    }

    static Decision failed(ClientRequest request, Throwable cause) {
        LOG.atError()
                .addKeyValue("request", request.call().id())
                .setCause(cause)
                .log("request could not be routed");
        return new Decision.Refuse(Problems.BUG);
    }

    /// A decision that nobody waits for any more: only its observer hears of it.
    static void dispose(Decision decision, long bytesIn, Loop loop) {
        ExchangeObserver observer = switch (decision) {
            case Decision.Answer answer -> answer.observer();
            case Decision.Refuse refuse -> refuse.observer();
            case Decision.Forward forward -> forward.hooks().observer();
            case Decision.Later later -> {
                later.abandoned().run();
                later.decision().whenComplete((decided, failure) -> {
                    if (decided != null) {
                        loop.run(() -> dispose(decided, bytesIn, loop));
                    }
                });
                yield ExchangeObserver.NONE;
            }
            case Decision.Collect _ -> ExchangeObserver.NONE;
            case Decision.Replay replay -> replay.observer();
        };
        observer.finished(Outcome.CLIENT_LEFT, bytesIn, 0);
    }
}
