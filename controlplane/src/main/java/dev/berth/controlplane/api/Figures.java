package dev.berth.controlplane.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.controlplane.agents.AgentView;
import dev.berth.controlplane.agents.HostDirectory;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.lifecycle.Run;
import dev.berth.kit.Problem;
import dev.berth.protocol.api.ApiJson;
import dev.berth.protocol.link.ContainerFigures;
import dev.berth.protocol.link.Host;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// Measures what a running agent uses.
final class Figures {

    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB"};
    private static final double STEP = 1024;

    private final HostDirectory hosts;

    Figures(HostDirectory hosts) {
        this.hosts = hosts;
    }

    Answer read(ApiCall call, AgentView agent) {
        Optional<Run> run = agent.record().latest();
        if (run.isEmpty() || !(run.get().state() instanceof InstanceState.Running running)) {
            return Answer.problem(Problem.of(
                    409,
                    "not_running",
                    "The agent does not run, so there is nothing to measure. "
                            + agent.standing().reason()));
        }
        Optional<Host> host = hosts.link(run.get().host());
        if (host.isEmpty()) {
            return Answer.problem(Problems.hostSilent(
                    "The agent's host %s is not connected.".formatted(run.get().host())));
        }
        ObjectNode answer = ApiJson.NODES.objectNode();
        answer.set("stats", json(host.get().figures(running.container())));
        return Answer.json(answer);
    }

    static ObjectNode json(ContainerFigures figures) {
        ObjectNode node = ApiJson.NODES.objectNode();
        node.put("cpu_usage", plain(figures.cpuPercent()) + "%");
        node.put("memory_usage", size(figures.memoryBytes()));
        node.put("cpu_percent", rounded(figures.cpuPercent(), 2));
        node.put("cpu_seconds", rounded(figures.cpuSeconds(), 3));
        node.put("memory_bytes", figures.memoryBytes());
        put(node, "memory_limit_bytes", figures.memoryLimitBytes());
        if (figures.memoryLimitBytes().orElse(0) > 0) {
            double share =
                    100.0 * figures.memoryBytes() / figures.memoryLimitBytes().getAsLong();
            node.put("memory_percent", rounded(share, 2));
        } else {
            node.putNull("memory_percent");
        }
        put(node, "network_rx_bytes", figures.networkRxBytes());
        put(node, "network_tx_bytes", figures.networkTxBytes());
        put(node, "disk_read_bytes", figures.diskReadBytes());
        put(node, "disk_write_bytes", figures.diskWriteBytes());
        put(node, "pids", figures.pids());
        return node.put("sampled_at", ApiJson.time(figures.sampledAt()));
    }

    /// `100MB`, `1.5GB`: in binary units, as limits are.
    static String size(long bytes) {
        double number = bytes;
        int unit = 0;
        while (number >= STEP && unit < UNITS.length - 1) {
            number /= STEP;
            unit++;
        }
        return plain(number) + UNITS[unit];
    }

    private static String plain(double number) {
        String text = String.format(Locale.ROOT, "%.1f", number);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static BigDecimal rounded(double number, int digits) {
        return BigDecimal.valueOf(number).setScale(digits, RoundingMode.HALF_UP).stripTrailingZeros();
    }

    private static void put(ObjectNode node, String name, OptionalLong value) {
        if (value.isPresent()) {
            node.put(name, value.getAsLong());
        } else {
            node.putNull(name);
        }
    }
}
