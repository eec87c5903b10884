package dev.berth.controlplane.agents;

import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.AgentKind;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Conduct;
import dev.berth.domain.agent.Goal;
import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.agent.Hibernation;
import dev.berth.domain.agent.Limits;
import dev.berth.domain.agent.PortRequest;
import dev.berth.domain.agent.Program;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.Revision;
import dev.berth.domain.agent.Secret;
import dev.berth.domain.agent.Slug;
import dev.berth.domain.agent.StartPolicy;
import dev.berth.domain.agent.Stopping;
import dev.berth.domain.agent.Wish;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.domain.lifecycle.Run;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Agents for tests: correct, and as plain as can be.
public final class SampleAgents {

    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");

    private SampleAgents() {}

    public static AgentId id(int number) {
        return new AgentId("%032x".formatted(number));
    }

    public static AgentSpec spec() {
        return spec("berth/agent:latest", Map.of());
    }

    public static AgentSpec spec(String image) {
        return spec(image, Map.of());
    }

    public static AgentSpec spec(List<PortRequest> ports) {
        AgentSpec plain = spec();
        return new AgentSpec(
                plain.program(),
                plain.limits(),
                plain.mounts(),
                plain.network(),
                ports,
                plain.profile(),
                plain.healthCheck(),
                plain.restart(),
                plain.stopping());
    }

    /// The agent as it is, under another spec.
    public static AgentEdit edit(AgentRecord seen, AgentSpec spec) {
        Agent agent = seen.agent();
        return new AgentEdit(agent.profile(), agent.conduct(), Optional.empty(), spec);
    }

    public static AgentChange wanting(AgentRecord seen, Wish wish) {
        return AgentChange.of(seen).agent(seen.agent().with(wish));
    }

    public static AgentSpec spec(String image, Map<String, Secret> secrets) {
        return new AgentSpec(
                new Program(image, Program.PullPolicy.MISSING, List.of(), 8000, Map.of("A", "1"), secrets),
                Limits.DEFAULT,
                List.of(),
                AgentSpec.Network.ISOLATED,
                List.of(),
                AgentSpec.SecurityProfile.STANDARD,
                new HealthCheck.PortOpen(),
                RestartPolicy.DEFAULT,
                Stopping.DEFAULT);
    }

    public static Agent agent(int number, String slug) {
        return new Agent(
                id(number),
                new Slug(slug),
                new Agent.Profile("Agent " + number, "for tests", "chat", Map.of("team", "red"), "{\"model\":\"m\"}"),
                AgentKind.SERVICE,
                "admin",
                Conduct.DEFAULT.with(StartPolicy.MANUAL),
                Wish.none(NOON),
                Revision.FIRST,
                0,
                NOON.plusSeconds(number),
                NOON.plusSeconds(number));
    }

    public static AgentChange adding(Agent agent, AgentSpec spec) {
        return new AgentChange(
                0,
                agent,
                Optional.of(spec),
                Optional.empty(),
                AgentChange.Lineup.NONE,
                Optional.of(List.of()),
                Optional.empty(),
                List.of(new AgentChange.Note("created", "It was made.", 0, NOON)));
    }

    public static Run placed(AgentId agent, long generation) {
        return new Run(
                new InstanceId(agent, generation),
                Revision.FIRST,
                "local",
                Goal.RUN,
                Hibernation.STOP,
                new InstanceState.Placed("about to prepare it"),
                0,
                NOON,
                null,
                "what it was told");
    }
}
