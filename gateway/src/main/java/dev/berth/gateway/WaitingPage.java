package dev.berth.gateway;

import dev.berth.edge.http.HeaderLines;
import dev.berth.edge.route.Decision;
import dev.berth.kit.Problem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a person's browser shows while an agent wakes: a page that asks again by itself, for agents that want it.
///
/// Such a call wakes the agent as any other does. It is held for a moment, so that an agent that wakes quickly gives
/// its own answer at once, and it leaves nothing in the journal: the page is asked for again anyway.
final class WaitingPage {

    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final int AGAIN_SECONDS = 2;

    private static final String STYLE = """
            html{color-scheme:light dark}body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:20vh auto;\
            padding:0 1.5rem}h1{font-size:1.5rem;font-weight:600;overflow-wrap:anywhere}p{opacity:.75}""";

    private static final String POLICY =
            "default-src 'none'; style-src 'sha256-" + digest(STYLE) + "'; base-uri 'none'; form-action 'none'";

    private final Routes routes;
    private final Admitted call;
    private volatile boolean abandoned;

    private WaitingPage(Routes routes, Admitted call) {
        this.routes = routes;
        this.call = call;
    }

    private static String digest(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }

    /// Whether a call is answered so unless its agent is ready soon.
    static boolean isFor(Admitted call) {
        return call.route().way() instanceof AgentRoute.Way.Waiting && isWanted(call);
    }

    /// @param onward decides about the call once its agent is no longer waited for
    static Decision unlessReady(Routes routes, Admitted call, Function<Admitted, Decision> onward) {
        return new WaitingPage(routes, call).begin(onward);
    }

    /// What is decided about a call whose agent turned out not to take it.
    ///
    /// @param decision of other calls; null when there is none
    static @Nullable Supplier<Decision> insteadOf(@Nullable Supplier<Decision> decision, Admitted call) {
        return decision != null && isWanted(call) ? () -> page(call) : decision;
    }

    private static boolean isWanted(Admitted call) {
        return call.route().calls().waitingPage() && Navigation.is(call.call().head());
    }

    private Decision begin(Function<Admitted, Decision> onward) {
        CompletableFuture<Decision> decided = new CompletableFuture<>();
        call.watched().held();
        routes.wanted(call.route().agent());
        look(decided, onward);
        CompletableFuture<Decision> inTime =
                decided.completeOnTimeout(page(call), MOMENT.toNanos(), TimeUnit.NANOSECONDS);
        return new Decision.Later(inTime, () -> leave(decided));
    }

    private void leave(CompletableFuture<Decision> decided) {
        abandoned = true;
        decided.complete(new Decision.Refuse(
                Problem.of(503, "caller_left", "The caller left."), HeaderLines.none(), call.watched()));
    }

    /// Looks now and after each change of the route.
    private void look(CompletableFuture<Decision> decided, Function<Admitted, Decision> onward) {
        if (abandoned || decided.isDone()) {
            return;
        }
        var change = routes.nextChange(call.route().agent());
        call.watched().letGo();
        Optional<AgentRoute> now = routes.find(call.target().reference());
        if (now.isPresent() && now.get().way() instanceof AgentRoute.Way.Waiting) {
            call.watched().held();
            change.whenComplete((_, _) -> look(decided, onward));
        } else {
            decided.complete(now.map(call::by).map(onward).orElseGet(this::gone));
        }
    }

    private Decision gone() {
        return new Decision.Refuse(Gateway.unknown(call.target().reference()), HeaderLines.none(), call.watched());
    }

    private static Decision page(Admitted call) {
        HeaderLines headers = new HeaderLines()
                .add("Content-Type", "text/html; charset=utf-8")
                .add("Retry-After", Integer.toString(AGAIN_SECONDS))
                .add("Cache-Control", "no-store")
                .add("Vary", "Accept, Sec-Fetch-Mode")
                .add("Content-Security-Policy", POLICY)
                .add("X-Content-Type-Options", "nosniff")
                .add("Referrer-Policy", "no-referrer");
        String text = document(escaped(call.target().reference()));
        return new Decision.Answer(503, headers, StandardCharsets.UTF_8.encode(text), call.watched());
    }

    private static String document(String name) {
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <meta http-equiv="refresh" content="%d">
            <title>%s is waking up</title>
            <style>%s</style>
            </head>
            <body>
            <main>
            <h1 role="status">%s is waking up</h1>
            <p>This page asks again every %d seconds and goes on to the agent when it is ready.</p>
            </main>
            </body>
            </html>
            """.formatted(AGAIN_SECONDS, name, STYLE, name, AGAIN_SECONDS);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
