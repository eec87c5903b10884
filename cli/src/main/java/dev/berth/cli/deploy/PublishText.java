package dev.berth.cli.deploy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `[[ADDRESS:]HOST:]CONTAINER`: without a port of the host, or with `auto`, Berth chooses one.
final class PublishText {

    private static final Pattern FORM = Pattern.compile(
            "(?:(?:(?<address>[0-9.]+|\\[[0-9a-fA-F:.]+]):)?(?<host>auto|[0-9]*):)?(?<container>[0-9]+)(?:/tcp)?");

    private PublishText() {}

    /// @return a port as the API takes it
    /// @throws IllegalArgumentException with what is wrong
    static ObjectNode parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    text.endsWith("/udp")
                            ? "only TCP ports can be published, not " + text
                            : "write it as CONTAINER, HOST:CONTAINER or ADDRESS:HOST:CONTAINER, not " + text);
        }
        ObjectNode port = JsonNodeFactory.instance.objectNode().put("container", port(matcher.group("container")));
        Optional<String> host =
                Optional.ofNullable(matcher.group("host")).filter(each -> !each.isEmpty() && !each.equals("auto"));
        host.ifPresentOrElse(each -> port.put("host", port(each)), () -> port.put("host", "auto"));
        Optional.ofNullable(matcher.group("address"))
                .ifPresent(each -> port.put("listen", each.replaceAll("[\\[\\]]", "")));
        return port;
    }

    private static int port(String digits) {
        int number = digits.length() > 5 ? 0 : Integer.parseInt(digits);
        if (number < 1 || number > 65_535) {
            throw new IllegalArgumentException("a port lies between 1 and 65535, and this does not: " + digits);
        }
        return number;
    }
}
