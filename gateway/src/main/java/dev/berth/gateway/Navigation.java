package dev.berth.gateway;

import dev.berth.edge.http.AsciiSlice;
import dev.berth.edge.http.HeaderName;
import dev.berth.edge.http.RequestHead;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tells a browser that goes to a page from every other caller.
final class Navigation {

    private static final HeaderName MODE = HeaderName.of("Sec-Fetch-Mode");
    private static final HeaderName ACCEPT = HeaderName.of("Accept");
    private static final HeaderName PREFER = HeaderName.of("Prefer");
    private static final HeaderName RANGE = HeaderName.of("Range");
    private static final Pattern QUALITY = Pattern.compile(";\\s*q\\s*=\\s*([01](?:\\.\\d{0,3})?)");

    private Navigation() {}

    /// A browser says so itself; of one that does not, the page has to be what it likes best. Who asks for anything
    /// that only programs ask for is none.
    static boolean is(RequestHead head) {
        if (!head.method().equals("GET")
                || head.isUpgrade()
                || head.headerOrNull(PREFER) != null
                || head.headerOrNull(CallersWish.KEY) != null
                || head.headerOrNull(RANGE) != null
                || Owing.named(head) != null) {
            return false;
        }
        AsciiSlice mode = head.headerOrNull(MODE);
        if (mode != null) {
            return mode.toString().strip().equalsIgnoreCase("navigate");
        }
        AsciiSlice accept = head.headerOrNull(ACCEPT);
        return accept != null && prefersPages(accept.toString());
    }

    /// Whether `text/html` is what is liked best; of several that are liked alike, the first counts.
    static boolean prefersPages(String accept) {
        String best = "";
        double most = 0;
        for (String each : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            Matcher matcher = QUALITY.matcher(each);
            double quality = matcher.find() ? Double.parseDouble(matcher.group(1)) : 1;
            if (quality > most) {
                best = each.split(";", 2)[0].strip();
                most = quality;
            }
        }
        return best.equals("text/html");
    }
}
