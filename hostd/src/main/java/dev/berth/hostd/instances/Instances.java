package dev.berth.hostd.instances;

import dev.berth.domain.agent.AgentId;
import dev.berth.engine.Engine;
import dev.berth.hostd.assignment.Assignments;
import dev.berth.hostd.container.Surroundings;
import dev.berth.hostd.ending.Witness;
import dev.berth.hostd.report.EngineHealth;
import dev.berth.hostd.report.Ledger;
import dev.berth.hostd.report.Outbox;
import dev.berth.kit.Lanes;
import java.time.Duration;
import java.time.InstantSource;

/// All instances of this host, each brought on in a lane of its own.
public final class Instances implements AutoCloseable {

    private final AgentPass pass;
    private final Lanes<AgentId> lanes = new Lanes<>("hostd", this::run);
    private final Rounds rounds;
    private final Ear ear;
    private final EngineHealth health;

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
        Witness witness = new Witness();
        this.health = health;
        this.pass = new AgentPass(assignments, tools, outbox, health, witness, parallelStarts);
        this.rounds = new Rounds(tools, assignments, health, lanes::signal);
        this.ear = new Ear(engine, surroundings.installation(), witness, ledger, lanes::signal, rounds::lookAround);
    }

    public void start() {
        ear.start();
        rounds.start();
    }

    /// Something about this agent is wanted otherwise than before. Never blocks.
    public void changed(AgentId agent) {
        lanes.signal(agent);
    }

    /// Looks at everything now, also at what nobody wants.
    public void lookAround() {
        rounds.lookAround();
    }

    private Duration run(AgentId agent) throws InterruptedException {
        Duration next = pass.run(agent);
        if (health.trouble().isPresent()) {
            rounds.takePulse();
        }
        return next;
    }

    /// Ends the work; containers run on.
    @Override
    public void close() {
        rounds.close();
        lanes.close();
        ear.close();
    }
}
