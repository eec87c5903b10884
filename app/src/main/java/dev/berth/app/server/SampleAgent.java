package dev.berth.app.server;

import dev.berth.controlplane.agents.AgentRecord;
import dev.berth.controlplane.agents.AgentView;
import dev.berth.controlplane.agents.Decision;
import dev.berth.controlplane.agents.NewAgent;
import dev.berth.domain.agent.Agent;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.agent.AgentKind;
import dev.berth.domain.agent.AgentSpec;
import dev.berth.domain.agent.Conduct;
import dev.berth.domain.agent.HealthCheck;
import dev.berth.domain.agent.Limits;
import dev.berth.domain.agent.Program;
import dev.berth.domain.agent.RestartPolicy;
import dev.berth.domain.agent.Slug;
import dev.berth.domain.agent.Stopping;
import dev.berth.domain.lifecycle.AgentStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The agent `hello`, deployed at an installation's first start so that there is something to call.
public final class SampleAgent {

    private static final Slug HELLO = new Slug("hello");
    private static final String SETTING = "sample";

    private final ControlPlane plane;
    private final Preparation preparation;
    private final String image;
    private final Steps steps;

    SampleAgent(ControlPlane plane, Preparation preparation, String image, Steps steps) {
        this.plane = plane;
        this.preparation = preparation;
        this.image = image;
        this.steps = steps;
    }

    /// Whether an agent of that name can be called now.
    public boolean there() {
        return plane.core()
                .directory()
                .find(HELLO)
                .map(record -> plane.core().find().view(record).standing().status() == AgentStatus.RUNNING)
                .orElse(false);
    }

    /// Deploys it and waits until it answers. Does nothing when this installation had it before, removed or not.
    ///
    /// @return whether it was deployed now and runs
    public boolean deployOnce(Duration limit) throws InterruptedException {
        boolean first = plane.settings().once(SETTING, () -> "wanted").equals("wanted")
                && plane.core().directory().all().isEmpty();
        if (!first || !preparation.sampleImage()) {
            return false;
        }
        long begun = System.nanoTime();
        return switch (plane.deploy().deploy(hello())) {
            case Decision.Refused<AgentRecord>(var refusal) -> {
                steps.tell("hello", "not deployed: " + refusal);
                yield false;
            }
            case Decision.Accepted<AgentRecord>(var record) ->
                awaited(record.agent().id(), limit, begun);
        };
    }

    private boolean awaited(AgentId id, Duration limit, long begun) throws InterruptedException {
        steps.tell("hello", "starting ...");
        Optional<AgentView> seen = plane.core()
                .await()
                .until(
                        id,
                        () -> plane.core().directory().find(id).map(plane.core().find()::view),
                        view -> view.standing().status() != AgentStatus.STARTING,
                        limit);
        boolean runs = seen.filter(view -> view.standing().status() == AgentStatus.RUNNING)
                .isPresent();
        steps.tell(
                "hello",
                runs
                        ? "runs (%.1f s)".formatted((System.nanoTime() - begun) / 1e9)
                        : seen.map(view -> view.standing().reason()).orElse("was removed"));
        return runs;
    }

    private NewAgent hello() {
        AgentSpec spec = new AgentSpec(
                new Program(image, Program.PullPolicy.MISSING, List.of(), Program.DEFAULT_PORT, Map.of(), Map.of()),
                Limits.DEFAULT,
                List.of(),
                AgentSpec.Network.ISOLATED,
                List.of(),
                AgentSpec.SecurityProfile.STANDARD,
                new HealthCheck.Http("/health", HealthCheck.Timing.DEFAULT),
                RestartPolicy.DEFAULT,
                Stopping.DEFAULT);
        return new NewAgent(
                HELLO,
                new Agent.Profile("hello", "The sample agent.", "sample", Map.of(), "{}"),
                AgentKind.SERVICE,
                "admin",
                Conduct.DEFAULT,
                Optional.empty(),
                spec);
    }
}
