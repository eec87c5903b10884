package dev.berth.controlplane.api;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.berth.kit.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// Takes requests from Vert.x: reads the body whole, hands each to a virtual thread that may block.
final class HttpFront implements AutoCloseable {

    /// A body above this is refused with 413.
    static final int LONGEST_BODY = 1 << 20;

    /// More requests at once are refused with 503; each costs a thread and a body.
    private static final int MOST_AT_ONCE = 2_000;

    private static final String REQUEST_ID = "x-berth-request-id";
    private static final String PEER = "x-berth-peer";
    private static final String NOBODY = "unknown";

    private final Vertx vertx;
    private final Dispatcher dispatcher;
    private final Router router;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore free = new Semaphore(MOST_AT_ONCE);
    private final OpenStreams streams = new OpenStreams();

    HttpFront(Vertx vertx, List<Route> routes, Dispatcher dispatcher) {
        this.vertx = vertx;
        this.dispatcher = dispatcher;
        this.router = Router.router(vertx);
        router.route().handler(BodyHandler.create(false).setBodyLimit(LONGEST_BODY));
        Map<String, List<Route>> byPath =
                routes.stream().collect(groupingBy(Route::path, LinkedHashMap::new, toList()));
        byPath.forEach((path, there) -> {
            Map<String, Route> byMethod = new HashMap<>();
            there.forEach(each -> byMethod.put(each.method(), each));
            router.route(path.replace("{", ":").replace("}", "")).handler(context -> choose(context, byMethod));
        });
        router.route()
                .handler(context -> answer(
                        context,
                        Answer.problem(Problem.of(
                                404, "not_found", "There is no such path. /api-docs lists those that are there."))));
        router.route().failureHandler(this::failed);
    }

    Router router() {
        return router;
    }

    private void choose(RoutingContext context, Map<String, Route> byMethod) {
        String method = context.request().method().name();
        Route route = byMethod.get(method.equals("HEAD") ? "GET" : method);
        if (route != null) {
            serve(context, route);
            return;
        }
        Set<String> allowed = new TreeSet<>(byMethod.keySet());
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        allowed.add("OPTIONS");
        Map<String, String> allow = Map.of("Allow", String.join(", ", allowed));
        if (method.equals("OPTIONS")) {
            context.response().putHeader("Allow", allow.get("Allow"));
            answer(context, new Answer.Nothing(204));
            return;
        }
        answer(
                context,
                Answer.problem(
                        Problem.of(
                                405,
                                "method_not_allowed",
                                "%s is not for this path. It takes %s.".formatted(method, allow.get("Allow"))),
                        allow));
    }

    private void serve(RoutingContext context, Route route) {
        if (!free.tryAcquire()) {
            answer(
                    context,
                    Answer.later(
                            Problem.of(503, "overloaded", "The server has too many requests at once. Ask again."),
                            Duration.ofSeconds(1)));
            return;
        }
        ApiRequest request = request(context);
        Response response = new Response(vertx.getOrCreateContext(), context.response(), streams);
        threads.execute(() -> {
            try {
                response.send(dispatcher.answer(route, request), request);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                free.release();
            }
        });
    }

    private static ApiRequest request(RoutingContext context) {
        HttpServerRequest request = context.request();
        Buffer body = context.body().buffer();
        return new ApiRequest(
                request.method().name(),
                context.normalizedPath(),
                Map.copyOf(context.pathParams()),
                lists(context.queryParams(), false),
                lists(request.headers(), true),
                ByteBuffer.wrap(body == null ? new byte[0] : body.getBytes()),
                requestId(request),
                Objects.requireNonNullElse(request.getHeader(PEER), NOBODY));
    }

    private static String requestId(HttpServerRequest request) {
        String given = request.getHeader(REQUEST_ID);
        return given == null ? UUID.randomUUID().toString() : given;
    }

    private static Map<String, List<String>> lists(MultiMap map, boolean lowerCase) {
        Map<String, List<String>> lists = new HashMap<>();
        map.forEach((name, value) -> lists.computeIfAbsent(
                        lowerCase ? name.toLowerCase(Locale.ROOT) : name, _ -> new ArrayList<>())
                .add(value));
        return lists;
    }

    /// What went wrong before any route: the body, the path's or the query's encoding.
    private void failed(RoutingContext context) {
        Problem problem = switch (context.statusCode()) {
            case 413 -> Problem.of(413, "too_large", "The body is longer than %d bytes.".formatted(LONGEST_BODY));
            case 400 -> Problem.of(400, "malformed", "The request cannot be read: its path or query is malformed.");
            default -> Problems.internal();
        };
        answer(context, Answer.problem(problem));
    }

    private void answer(RoutingContext context, Answer answer) {
        Response response = new Response(vertx.getOrCreateContext(), context.response(), streams);
        response.write(
                answer,
                requestId(context.request()),
                context.request().method().name().equals("HEAD"));
    }

    /// Ends every stream. The server closes the rest.
    @Override
    public void close() {
        streams.close();
        threads.shutdown();
    }
}
