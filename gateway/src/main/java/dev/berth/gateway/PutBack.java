package dev.berth.gateway;

import dev.berth.edge.http.AsciiSlice;
import dev.berth.edge.http.HeaderLines;
import dev.berth.edge.http.HeaderName;
import dev.berth.edge.http.HeaderNames;
import dev.berth.edge.http.ResponseEdits;
import dev.berth.edge.route.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Puts addresses that point inside an agent back under the agent's prefix in an answer's head.
///
/// An agent does not see `/agent/shop`; its `Location: /cart` and `Set-Cookie: ...; Path=/` mean `/agent/shop/cart`
/// and `/agent/shop/`.
final class PutBack {

    private static final HeaderNames REWRITTEN = HeaderNames.of("Location", "Content-Location", "Set-Cookie");
    private static final AsciiSlice SET_COOKIE = AsciiSlice.of("Set-Cookie");
    private static final String PATH = "path=";
    private static final HeaderName HOST = HeaderName.of("Host");

    private final String prefix;
    private final List<String> ownOrigins;

    /// @param prefix `/agent/shop`
    /// @param authorities under which the agent may think that it is reached
    PutBack(String prefix, List<String> authorities) {
        this.prefix = prefix;
        this.ownOrigins = authorities.stream()
                .map(each -> "//" + each.toLowerCase(Locale.ROOT))
                .toList();
    }

    /// The edits of one call's answer. Nothing is worked out unless the answer has such a header.
    ///
    /// An agent may think that it is reached at its own address, or, trusting `X-Forwarded-Host`, at the gateway's.
    ///
    /// @param own addresses under which the agent knew itself; none when its answer is read back later
    /// @param added header lines of our own
    static ResponseEdits edits(Call call, AsciiSlice prefix, List<String> own, HeaderLines added) {
        return new ResponseEdits(HeaderNames.NONE, added, REWRITTEN, (name, value) -> {
            AsciiSlice host = call.head().headerOrNull(HOST);
            List<String> authorities = new ArrayList<>(own);
            if (host != null) {
                authorities.add(host.toString());
            }
            return new PutBack(prefix.toString(), authorities).value(name, value);
        });
    }

    private AsciiSlice value(AsciiSlice name, AsciiSlice value) {
        String sent = value.toString();
        return AsciiSlice.of(name.equalsIgnoreCase(SET_COOKIE) ? cookie(sent) : location(sent));
    }

    /// A location as the caller must see it.
    String location(String location) {
        String path = ownPath(location);
        return path.isEmpty() || isUnder(path) ? location : prefix + path;
    }

    /// The path of a location that points inside the agent; empty for one that does not, or is relative.
    private String ownPath(String location) {
        if (location.startsWith("/") && !location.startsWith("//")) {
            return location;
        }
        String lower = location.toLowerCase(Locale.ROOT);
        for (String origin : ownOrigins) {
            int at = lower.indexOf(origin);
            boolean leads = at == 0 || (at > 0 && (lower.startsWith("http:") || lower.startsWith("https:")) && at < 7);
            int end = at + origin.length();
            if (leads && end == location.length()) {
                return "/";
            }
            if (leads && "/?#".indexOf(location.charAt(end)) >= 0) {
                String rest = location.substring(end);
                return rest.startsWith("/") ? rest : "/" + rest;
            }
        }
        return "";
    }

    /// A cookie as the caller must see it.
    String cookie(String cookie) {
        int from = cookie.indexOf(';');
        while (from >= 0) {
            int start = from + 1;
            while (start < cookie.length() && cookie.charAt(start) == ' ') {
                start++;
            }
            int end = cookie.indexOf(';', start);
            if (cookie.regionMatches(true, start, PATH, 0, PATH.length())) {
                int stop = end < 0 ? cookie.length() : end;
                String path = cookie.substring(start + PATH.length(), stop).strip();
                return path.startsWith("/") && !isUnder(path)
                        ? cookie.substring(0, start + PATH.length()) + prefix + path + cookie.substring(stop)
                        : cookie;
            }
            from = end;
        }
        return cookie;
    }

    private boolean isUnder(String path) {
        return path.startsWith(prefix)
                && (path.length() == prefix.length() || "/?#".indexOf(path.charAt(prefix.length())) >= 0);
    }
}
