package dev.berth.hostd.samples;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.Limits;
import dev.berth.domain.agent.Mount;
import dev.berth.domain.agent.PortRequest;
import dev.berth.domain.agent.Program;
import dev.berth.domain.agent.Program.PullPolicy;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.Revision;
import dev.berth.domain.agent.Secret;
import dev.berth.domain.agent.Slug;
import dev.berth.domain.agent.Stopping;
import dev.berth.domain.instance.InstanceId;
import dev.berth.protocol.link.InstanceOrder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Orders as a test wants them. Without another word an agent has no network, so that it is ready when it runs.
public record Orders(
        AgentId agent,
        String slug,
        int revision,
        Program program,
        List<Mount> mounts,
        AgentSpec.Network network,
        List<PortRequest> ports,
        AgentSpec.SecurityProfile profile,
        HealthCheck healthCheck,
        Map<Integer, Integer> hostPorts) {

    public static final String IMAGE = "test/agent:1";

    public static Orders of(String slug) {
        return new Orders(
                AgentId.of(UUID.nameUUIDFromBytes(slug.getBytes(java.nio.charset.StandardCharsets.UTF_8))),
                slug,
                1,
                new Program(IMAGE, PullPolicy.MISSING, List.of(), 8000, Map.of(), Map.of()),
                List.of(),
                AgentSpec.Network.NONE,
                List.of(),
                AgentSpec.SecurityProfile.STANDARD,
                new HealthCheck.PortOpen(),
                Map.of());
    }

    public Orders with(Program other) {
        return new Orders(agent, slug, revision, other, mounts, network, ports, profile, healthCheck, hostPorts);
    }

    public Orders image(String image, PullPolicy pull) {
        return with(
                new Program(image, pull, program.command(), program.port(), program.environment(), program.secrets()));
    }

    public Orders command(String... words) {
        return with(new Program(
                program.image(),
                program.pull(),
                List.of(words),
                program.port(),
                program.environment(),
                program.secrets()));
    }

    public Orders environment(Map<String, String> variables, Map<String, Secret> secrets) {
        return with(
                new Program(program.image(), program.pull(), program.command(), program.port(), variables, secrets));
    }

    /// Under another revision, of which something is different.
    public Orders revision(int number) {
        Map<String, String> variables = new HashMap<>(program.environment());
        variables.put("REVISION", Integer.toString(number));
        return again(number).environment(variables, program.secrets());
    }

    /// Under another revision that says the same.
    public Orders again(int number) {
        return new Orders(agent, slug, number, program, mounts, network, ports, profile, healthCheck, hostPorts);
    }

    public Orders mounts(Mount... all) {
        return new Orders(
                agent, slug, revision, program, List.of(all), network, ports, profile, healthCheck, hostPorts);
    }

    public Orders locked() {
        return new Orders(
                agent,
                slug,
                revision,
                program,
                mounts,
                network,
                ports,
                AgentSpec.SecurityProfile.LOCKED,
                healthCheck,
                hostPorts);
    }

    public Orders network(AgentSpec.Network other) {
        return new Orders(agent, slug, revision, program, mounts, other, ports, profile, healthCheck, hostPorts);
    }

    /// On the agents' network, listening at this port.
    public Orders listening(int port) {
        Program other = new Program(
                program.image(), program.pull(), program.command(), port, program.environment(), program.secrets());
        return with(other).network(AgentSpec.Network.ISOLATED);
    }

    public Orders checked(HealthCheck check) {
        return new Orders(agent, slug, revision, program, mounts, network, ports, profile, check, hostPorts);
    }

    public Orders publishing(int container, int host) {
        return new Orders(
                agent,
                slug,
                revision,
                program,
                mounts,
                AgentSpec.Network.ISOLATED,
                List.of(new PortRequest(container, host, PortRequest.LOOPBACK)),
                profile,
                healthCheck,
                Map.of(container, host));
    }

    public InstanceOrder run(long generation) {
        return order(generation, Goal.RUN, Hibernation.STOP);
    }

    public InstanceOrder stop(long generation) {
        return order(generation, Goal.STOP, Hibernation.STOP);
    }

    public InstanceOrder hibernate(long generation, Hibernation depth) {
        return order(generation, Goal.HIBERNATE, depth);
    }

    private InstanceOrder order(long generation, Goal goal, Hibernation depth) {
        AgentSpec spec = new AgentSpec(
                program,
                Limits.DEFAULT,
                mounts,
                network,
                ports,
                profile,
                healthCheck,
                RestartPolicy.DEFAULT,
                new Stopping(Duration.ZERO, Duration.ofSeconds(5)));
        return new InstanceOrder(
                new InstanceId(agent, generation),
                new Slug(slug),
                goal,
                depth,
                new Revision(revision),
                spec,
                Map.of("AGENT_ID", agent.value(), "AGENT_NAME", slug, "AGENT_TYPE", "", "AGENT_CONFIG", "{}"),
                hostPorts,
                false);
    }
}
