package dev.berth.cli.deploy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `no`, `on-failure`, `on-failure:RETRIES` or `always`.
final class RestartText {

    private static final Pattern FORM = Pattern.compile("(?<mode>no|on-failure|always)(?::(?<retries>[0-9]{1,6}))?");

    private RestartText() {}

    /// @return a restart policy as the API takes it
    /// @throws IllegalArgumentException with what is wrong
    static ObjectNode parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("it is no, on-failure, on-failure:RETRIES or always, not " + text);
        }
        Optional<String> retries = Optional.ofNullable(matcher.group("retries"));
        if (retries.isPresent() && !matcher.group("mode").equals("on-failure")) {
            throw new IllegalArgumentException("only on-failure takes a number of retries, not " + text);
        }
        ObjectNode policy = JsonNodeFactory.instance.objectNode().put("mode", matcher.group("mode"));
        retries.ifPresent(number -> policy.put("max_retries", Integer.parseInt(number)));
        return policy;
    }
}
