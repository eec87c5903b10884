package dev.berth.hostd.instances;

import dev.berth.domain.agent.AgentId;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineFailure.EngineUnreachable;
import dev.berth.hostd.assignment.Assignments;
import dev.berth.hostd.container.Surroundings;
import dev.berth.hostd.ending.Witness;
import dev.berth.hostd.report.EngineHealth;
import dev.berth.hostd.report.Ledger;
import dev.berth.hostd.report.Outbox;
import dev.berth.kit.Lanes;
import dev.berth.protocol.link.AssignedAgent;
import java.time.Duration;
import java.time.InstantSource;

/// All instances of this host, each brought on in a lane of its own.
public final class Instances implements AutoCloseable {

    private final AgentPass agentPass;
    private final Lanes<Track> lanes = new Lanes<>("hostd", this::pass);
    private final Assignments assignments;
    private final Checks checks;
    private final Rounds rounds;
    private final Ear ear;
    private final CpuMeter cpuMeter;
    private final EngineHealth health;
    private final Witness witness = new Witness();

    public Instances(
            Engine engine,
            Surroundings surroundings,
            int parallelStarts,
            Assignments assignments,
            Ledger ledger,
            Outbox outbox,
            EngineHealth health,
            InstantSource clock) {
        Tools tools = new Tools(
                engine,
                surroundings,
                new AgentContainers(engine, surroundings.installation()),
                new AgentNetwork(engine, surroundings),
                ledger,
                clock);
        this.health = health;
        this.assignments = assignments;
        this.checks = new Checks(new Probe(engine.containers()), clock, this::changed);
        this.agentPass = new AgentPass(assignments, tools, outbox, witness, checks, this::lost, parallelStarts);
        this.rounds = new Rounds(tools, assignments, health, this::lost, this::changed);
        this.cpuMeter = new CpuMeter(tools, assignments, outbox);
        this.ear = new Ear(engine, surroundings.installation(), witness, ledger, this::changed, rounds::lookAround);
    }

    public void start() {
        ear.start();
        rounds.start();
        cpuMeter.start();
    }

    /// Something about this agent is wanted otherwise than before. Never blocks.
    public void changed(AgentId agent) {
        lanes.signal(Track.main(agent));
        if (assignments.book().of(agent).orElse(null) instanceof AssignedAgent.Overlap) {
            lanes.signal(Track.beside(agent));
        }
    }

    /// Looks at everything now, also at what nobody wants.
    public void lookAround() {
        rounds.lookAround();
    }

    private Duration pass(Track track) throws InterruptedException {
        return agentPass.run(track);
    }

    private void lost(EngineUnreachable failure) {
        witness.engineLost();
        boolean news = health.lost(failure);
        if (news) {
            rounds.takePulse();
        }
    }

    /// Ends the work; containers run on.
    @Override
    public void close() {
        cpuMeter.close();
        rounds.close();
        checks.close();
        lanes.close();
        ear.close();
    }
}
