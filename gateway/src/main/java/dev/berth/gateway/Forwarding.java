package dev.berth.gateway;

import dev.berth.edge.http.AsciiSlice;
import dev.berth.edge.http.HeaderLines;
import dev.berth.edge.http.HeaderName;
import dev.berth.edge.http.HeaderNames;
import dev.berth.edge.http.RequestEdits;
import dev.berth.edge.http.RequestId;
import dev.berth.edge.route.Call;
import dev.berth.edge.route.Peer;

/// What a call's head says when it reaches the agent.
final class Forwarding {

    private static final HeaderName HOST = HeaderName.of("Host");

    /// Headers that only the gateway may set, whatever a caller sends.
    private static final HeaderNames OURS = HeaderNames.of(
                    "Host",
                    "Forwarded",
                    "X-Forwarded-For",
                    "X-Forwarded-Host",
                    "X-Forwarded-Proto",
                    "X-Forwarded-Port",
                    "X-Forwarded-Prefix",
                    "X-Real-IP")
            .andPrefix("X-Berth-");

    private static final HeaderNames OURS_AND_AUTHORIZATION = OURS.and("Authorization");

    private Forwarding() {}

    static RequestEdits edits(Call call, AgentTarget.Inside target, boolean usedAuthorization, String authority) {
        return new RequestEdits(
                target.rest(), usedAuthorization ? OURS_AND_AUTHORIZATION : OURS, added(call, target, authority));
    }

    private static HeaderLines added(Call call, AgentTarget.Inside target, String authority) {
        Peer peer = call.peer();
        String scheme = peer.secure() ? "https" : "http";
        AsciiSlice host = call.head().header(HOST).orElseGet(() -> AsciiSlice.of(authority));
        return new HeaderLines()
                .add("Host", authority)
                .add("X-Forwarded-For", peer.host())
                .add("X-Forwarded-Host", host)
                .add("X-Forwarded-Proto", scheme)
                .add("X-Forwarded-Prefix", target.prefix())
                .begin("Forwarded")
                .append("for=")
                .append(node(peer.host()))
                .append(";host=\"")
                .append(host)
                .append("\";proto=")
                .append(scheme)
                .end()
                .add(RequestId.HEADER, call.id().toSlice());
    }

    /// RFC 7239, 6: an IPv6 address is bracketed and quoted.
    private static String node(String address) {
        return address.indexOf(':') < 0 ? address : "\"[" + address + "]\"";
    }
}
