package dev.berth.gateway.callback;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where an outcome goes: an `https` or `http` address without user, password or fragment.
///
/// @param host in lower case, without the brackets of an IPv6 address
/// @param target path and query
public record CallbackUrl(boolean secure, String host, int port, String target) {

    /// In characters.
    public static final int LONGEST = 2048;

    /// Some readers take such hosts for addresses, each in a way of its own.
    private static final Pattern NUMBER_AT_END = Pattern.compile("(?:^|\\.)(?:[0-9]+|0[xX][0-9a-fA-F]*)\\.?$");

    private static final Pattern WHOLE_ADDRESS = Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})(?:\\.|$)){4}");

    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    /// Reads what a caller wrote.
    ///
    /// @throws IllegalArgumentException whose message says in one sentence what is wrong, without the text itself
    public static CallbackUrl parse(String text) {
        require(text.length() <= LONGEST, "It has more than " + LONGEST + " characters.");
        require(
                text.chars().allMatch(each -> each > ' ' && each < 0x7f),
                "It has characters that no address has; encode them with %.");
        URI uri = uri(text);
        String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        require(scheme.equals("https") || scheme.equals("http"), "It does not begin with https://.");
        require(
                uri.getRawUserInfo() == null,
                "It holds a user or password; put what the receiver is to know into its path or query.");
        String host = uri.getHost();
        require(host != null && !host.isEmpty(), "It has no host, or one that is no host name and no whole address.");
        require(
                WHOLE_ADDRESS.matcher(host).matches()
                        || !NUMBER_AT_END.matcher(host).find(),
                "Its host ends in a number and is no whole address.");
        require(uri.getRawFragment() == null, "It has a fragment (#...), which is never sent.");
        require(uri.getPort() != 0 && uri.getPort() <= 65_535, "Its port is not from 1 to 65535.");
        boolean secure = scheme.equals("https");
        int usual = secure ? HTTPS : HTTP;
        return new CallbackUrl(secure, plain(host), uri.getPort() < 0 ? usual : uri.getPort(), target(uri));
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "It is no address: %s at character %d.".formatted(e.getReason(), e.getIndex() + 1), e);
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static String plain(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        boolean bracketed = lower.startsWith("[") && lower.endsWith("]");
        return bracketed ? lower.substring(1, lower.length() - 1) : lower;
    }

    private static String target(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    /// Host and port as a `Host` header has them.
    String authority() {
        String written = host.contains(":") ? "[" + host + "]" : host;
        return port == (secure ? HTTPS : HTTP) ? written : written + ":" + port;
    }

    /// Without what may be secret: path and query are left out.
    public String origin() {
        return (secure ? "https://" : "http://") + authority();
    }

    /// The same for all that share a receiver.
    String destination() {
        return host + ":" + port;
    }

    @Override
    public String toString() {
        return origin();
    }
}
