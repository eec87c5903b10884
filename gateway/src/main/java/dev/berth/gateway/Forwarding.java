package dev.berth.gateway;

import dev.berth.edge.http.AsciiSlice;
import dev.berth.edge.http.HeaderLines;
import dev.berth.edge.http.HeaderName;
import dev.berth.edge.http.HeaderNames;
import dev.berth.edge.http.RequestEdits;
import dev.berth.edge.http.RequestHead;
import dev.berth.edge.http.RequestId;
import dev.berth.edge.route.Call;
import dev.berth.edge.route.Peer;

/// What a call's head says when it reaches the agent.
///
/// Who calls, for which host and under which prefix is told by the gateway alone. Only a trusted proxy in front of it
/// is believed, and then its word is passed on with ours behind it.
final class Forwarding {

    private static final HeaderName HOST = HeaderName.of("Host");
    private static final HeaderName FORWARDED = HeaderName.of("Forwarded");
    private static final HeaderName FORWARDED_FOR = HeaderName.of("X-Forwarded-For");
    private static final HeaderName FORWARDED_HOST = HeaderName.of("X-Forwarded-Host");
    private static final HeaderName FORWARDED_PROTO = HeaderName.of("X-Forwarded-Proto");
    private static final HeaderName FORWARDED_PREFIX = HeaderName.of("X-Forwarded-Prefix");
    private static final HeaderName REQUEST_ID = HeaderName.of(RequestId.HEADER);

    private static final HeaderLines HTTP = new HeaderLines().add(FORWARDED_PROTO, "http");
    private static final HeaderLines HTTPS = new HeaderLines().add(FORWARDED_PROTO, "https");

    private static final HeaderNames SAID_BY_US = HeaderNames.of(
                    "Host",
                    "Forwarded",
                    "X-Forwarded-For",
                    "X-Forwarded-Host",
                    "X-Forwarded-Proto",
                    "X-Forwarded-Prefix",
                    Owing.HEADER)
            .andPrefix("X-Berth-");

    /// From anybody else than a trusted proxy these are made up as well, and we have nothing to put in their place.
    private static final HeaderNames SAID_BY_US_OR_NOBODY =
            SAID_BY_US.and("X-Forwarded-Port", "X-Forwarded-Server", "X-Forwarded-Ssl", "X-Real-IP");

    private static final HeaderNames SAID_BY_US_AND_TOKEN = SAID_BY_US.and("Authorization");
    private static final HeaderNames SAID_BY_US_OR_NOBODY_AND_TOKEN = SAID_BY_US_OR_NOBODY.and("Authorization");

    private Forwarding() {}

    /// @param withoutAuthorization the `Authorization` header was for Berth
    static RequestEdits edits(
            Call call, AgentTarget.Inside target, boolean withoutAuthorization, String authority, boolean trusted) {
        HeaderLines added = new HeaderLines().add(HOST, authority);
        if (trusted) {
            passOn(call, target, authority, added);
        } else {
            say(call, target, authority, added);
        }
        added.add(REQUEST_ID, call.id().toSlice());
        return new RequestEdits(target.rest(), removed(trusted, withoutAuthorization), added);
    }

    private static HeaderNames removed(boolean trusted, boolean withoutAuthorization) {
        if (trusted) {
            return withoutAuthorization ? SAID_BY_US_AND_TOKEN : SAID_BY_US;
        }
        return withoutAuthorization ? SAID_BY_US_OR_NOBODY_AND_TOKEN : SAID_BY_US_OR_NOBODY;
    }

    private static void say(Call call, AgentTarget.Inside target, String authority, HeaderLines added) {
        Peer peer = call.peer();
        added.add(FORWARDED_FOR, peer.host());
        host(call.head(), authority, added.begin(FORWARDED_HOST)).end();
        added.addAll(peer.secure() ? HTTPS : HTTP);
        added.add(FORWARDED_PREFIX, target.prefix());
        element(call, authority, added.begin(FORWARDED)).end();
    }

    private static void passOn(Call call, AgentTarget.Inside target, String authority, HeaderLines added) {
        RequestHead head = call.head();
        Peer peer = call.peer();
        joined(head, FORWARDED_FOR, added.begin(FORWARDED_FOR))
                .append(peer.host())
                .end();
        AsciiSlice host = head.headerOrNull(FORWARDED_HOST);
        if (host == null) {
            host(head, authority, added.begin(FORWARDED_HOST)).end();
        } else {
            added.add(FORWARDED_HOST, host);
        }
        AsciiSlice protocol = head.headerOrNull(FORWARDED_PROTO);
        if (protocol == null) {
            added.addAll(peer.secure() ? HTTPS : HTTP);
        } else {
            added.add(FORWARDED_PROTO, protocol);
        }
        AsciiSlice prefix = head.headerOrNull(FORWARDED_PREFIX);
        added.begin(FORWARDED_PREFIX);
        if (prefix != null) {
            added.append(prefix);
        }
        added.append(target.prefix()).end();
        element(call, authority, joined(head, FORWARDED, added.begin(FORWARDED)))
                .end();
    }

    /// All values of a header in one list, with a comma behind the last.
    private static HeaderLines joined(RequestHead head, HeaderName name, HeaderLines line) {
        for (AsciiSlice value : head.values(name)) {
            line.append(value).append(", ");
        }
        return line;
    }

    private static HeaderLines host(RequestHead head, String authority, HeaderLines line) {
        AsciiSlice host = head.headerOrNull(HOST);
        return host == null ? line.append(authority) : line.append(host);
    }

    /// RFC 7239: one hop. An IPv6 address is bracketed and quoted.
    private static HeaderLines element(Call call, String authority, HeaderLines line) {
        String address = call.peer().host();
        line.append("for=");
        if (address.indexOf(':') < 0) {
            line.append(address);
        } else {
            line.append("\"[").append(address).append("]\"");
        }
        line.append(";host=\"");
        return host(call.head(), authority, line).append(call.peer().secure() ? "\";proto=https" : "\";proto=http");
    }
}
