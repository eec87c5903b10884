package dev.berth.protocol.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.PortRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads which ports of a container shall be reachable on the host.
final class PortsReader {

    private static final int MOST_PORTS = 32;

    private PortsReader() {}

    static List<PortRequest> read(Fields fields, AgentSpec.Network network) {
        Seen seen = new Seen(new HashSet<>(), new HashSet<>());
        List<PortRequest> ports = fields.objects("ports", MOST_PORTS, "container", each -> port(each, seen));
        if (!ports.isEmpty() && network != AgentSpec.Network.ISOLATED) {
            fields.refuse("ports", "can be published from the network isolated only; leave them out.");
        }
        return ports;
    }

    static int number(int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("must be a port between 1 and 65535, not " + port);
        }
        return port;
    }

    /// Numbers that ports before have.
    private record Seen(Set<Integer> containers, Set<Integer> hosts) {}

    private static Optional<PortRequest> port(Fields fields, Seen seen) {
        if (!fields.has("container")) {
            fields.refuse("container", "is missing: the port inside the container.");
        }
        Optional<Integer> container = fields.read("container", value -> number(Values.integer(value)));
        container
                .filter(number -> !seen.containers().add(number))
                .ifPresent(number -> fields.refuse("container", "is published twice: " + number + "."));
        int host = fields.read("host", PortsReader::host).orElse(PortRequest.AUTO);
        if (host != PortRequest.AUTO && !seen.hosts().add(host)) {
            fields.refuse("host", "is given to two ports of the container: " + host + ".");
        }
        String listen = fields.read("listen", value -> new PortRequest(1, 0, Values.text(value)).listen())
                .orElse(PortRequest.LOOPBACK);
        fields.end();
        return container.map(number -> new PortRequest(number, host, listen));
    }

    private static int host(JsonNode value) {
        if (value.isTextual() && value.textValue().equals("auto")) {
            return PortRequest.AUTO;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new IllegalArgumentException(
                    "must be \"auto\" or a port between 1 and 65535, not " + Values.brief(value));
        }
        return number(value.intValue());
    }
}
