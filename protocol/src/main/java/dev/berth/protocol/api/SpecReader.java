package dev.berth.protocol.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Cpu;
import dev.berth.domain.agent.DataSize;
import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.agent.Limits;
import dev.berth.domain.agent.Mount;
import dev.berth.domain.agent.PortRequest;
import dev.berth.domain.agent.Program;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.Stopping;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// Reads how an agent's container shall be: `container_config` and the fields beside it that make a revision.
final class SpecReader {

    private static final List<String> READ_ONLY = List.of("memory_limit_text", "secret_names");

    private final String defaultImage;

    SpecReader(String defaultImage) {
        this.defaultImage = defaultImage;
    }

    /// Empty when something was wrong; the faults are in the fields.
    Optional<AgentSpec> read(Fields body) {
        HealthCheck healthCheck = ConditionsReader.healthCheck(body);
        RestartPolicy restart = ConditionsReader.restart(body);
        Stopping stopping = ConditionsReader.stopping(body);
        Fields container = body.object("container_config").orElseGet(() -> Fields.of(ApiJson.NODES.objectNode()));
        Optional<Program> program = new ProgramReader(defaultImage).read(container);
        Limits limits = limits(container);
        List<Mount> mounts = MountReader.read(container);
        AgentSpec.Network network = container
                .read("network", value -> Values.word(value, AgentSpec.Network.class))
                .orElse(AgentSpec.Network.ISOLATED);
        List<PortRequest> ports = PortsReader.read(container, network);
        AgentSpec.SecurityProfile profile = container
                .read("profile", value -> Values.word(value, AgentSpec.SecurityProfile.class))
                .orElse(AgentSpec.SecurityProfile.STANDARD);
        READ_ONLY.forEach(each -> container.never(each, "Berth sets it; leave it out."));
        container.end();
        if (program.isEmpty() || !container.faults().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new AgentSpec(program.get(), limits, mounts, network, ports, profile, healthCheck, restart, stopping));
    }

    /// Each limit is tried with the others at their defaults, so that a fault is told at its own field.
    private static Limits limits(Fields fields) {
        Limits standard = Limits.DEFAULT;
        DataSize memory =
                fields.read("memory_limit", value -> memory(Values.size(value))).orElse(standard.memory());
        Cpu cpu = fields.read("cpu_limit", SpecReader::cpu).orElse(standard.cpu());
        int pids =
                fields.read("pids_limit", value -> pids(Values.integer(value))).orElse(standard.pids());
        return new Limits(memory, cpu, pids);
    }

    private static DataSize memory(DataSize size) {
        return new Limits(size, Limits.DEFAULT.cpu(), Limits.DEFAULT.pids()).memory();
    }

    private static int pids(int number) {
        return new Limits(Limits.DEFAULT.memory(), Limits.DEFAULT.cpu(), number).pids();
    }

    private static Cpu cpu(JsonNode value) {
        if (!value.isNumber()) {
            return Cpu.parse(Values.text(value));
        }
        BigDecimal number = value.decimalValue().stripTrailingZeros();
        // A number such as 1e999999999 is short until it is written out.
        return Cpu.parse(Math.abs(number.scale()) > 9 ? Values.brief(value) : number.toPlainString());
    }
}
