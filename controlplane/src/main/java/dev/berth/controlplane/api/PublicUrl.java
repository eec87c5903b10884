package dev.berth.controlplane.api;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/// The address that callers see in front of Berth: the one that was set, or the one that they called.
final class PublicUrl {

    private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z0-9.:\\[\\]_-]{1,255}");

    private final Optional<URI> fixed;

    PublicUrl(Optional<URI> fixed) {
        this.fixed = fixed;
    }

    /// Without a slash at its end.
    String of(ApiRequest request) {
        return fixed.map(uri -> uri.toString().replaceAll("/+$", "")).orElseGet(() -> called(request));
    }

    private static String called(ApiRequest request) {
        String authority = request.header("x-forwarded-host")
                .or(() -> request.header("host"))
                .filter(each -> AUTHORITY.matcher(each).matches())
                .orElse("localhost");
        String scheme =
                request.header("x-forwarded-proto").filter("https"::equals).orElse("http");
        return scheme + "://" + authority;
    }
}
