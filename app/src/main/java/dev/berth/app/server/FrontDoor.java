package dev.berth.app.server;

import dev.berth.edge.http.AsciiSlice;
import dev.berth.edge.http.HeaderLines;
import dev.berth.edge.http.HeaderNames;
import dev.berth.edge.http.RequestEdits;
import dev.berth.edge.http.RequestId;
import dev.berth.edge.http.ResponseEdits;
import dev.berth.edge.route.Call;
import dev.berth.edge.route.Decision;
import dev.berth.edge.route.Hooks;
import dev.berth.edge.route.Router;
import dev.berth.edge.route.Upstream;
import java.nio.file.Path;

/// Routes by the first path segment: `/agent/...` to the gateway, everything else to the API server.
final class FrontDoor implements Router {

    /// Tells the API server who calls. The API server trusts it, because nobody else reaches its socket.
    static final String PEER = "X-Berth-Peer";

    private static final AsciiSlice AGENT = AsciiSlice.of("/agent");
    private static final HeaderNames OURS =
            HeaderNames.of("X-Forwarded-Proto").andPrefix("X-Berth-Peer").and(RequestId.HEADER);

    private final Router gateway;
    private final Upstream api;

    FrontDoor(Router gateway, Path apiSocket) {
        this.gateway = gateway;
        this.api = new Upstream.Unix(apiSocket);
    }

    @Override
    public Decision route(Call call) {
        return isForAgent(call.head().target()) ? gateway.route(call) : toApi(call);
    }

    private static boolean isForAgent(AsciiSlice target) {
        return target.startsWith(AGENT)
                && (target.length() == AGENT.length() || "/?".indexOf(target.at(AGENT.length())) >= 0);
    }

    private Decision toApi(Call call) {
        HeaderLines added = new HeaderLines()
                .add(PEER, call.peer().host())
                .add("X-Forwarded-Proto", call.peer().secure() ? "https" : "http")
                .add(RequestId.HEADER, call.id().toSlice());
        return new Decision.Forward(api, new RequestEdits(null, OURS, added), ResponseEdits.NONE, Hooks.NONE);
    }
}
