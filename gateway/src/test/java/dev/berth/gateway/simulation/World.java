package dev.berth.gateway.simulation;

import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;
import dev.berth.domain.instance.InstanceState;
import dev.berth.gateway.simulation.Scenario.AgentPlan;
import dev.berth.gateway.simulation.Scenario.Faults;
import dev.berth.gateway.simulation.Timeline.Scope;
import dev.berth.gateway.simulation.Visit.Call;
import dev.berth.journal.Entry;
import dev.berth.journal.EntryId;
import dev.berth.journal.memory.MemoryDisk;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One run: callers, persons, agents and faults around a server, all by one seed, in virtual time and on one thread.
final class World {

    private static final long LOOK = 5_000;
    /// Long enough for all pauses, retries and slow work; far shorter than the usual deadline.
    private static final long REST = 45 * 60_000;
    private static final int MOST_REPEATS = 3;

    private final Timeline time = new Timeline();
    private final Trace trace;
    private final Chance chance;
    private final Scenario scenario;
    private final Sabotage sabotage;
    private final Scope forever = new Scope();
    private final MemoryDisk disk = new MemoryDisk();
    private final Invariants invariants = new Invariants(this);
    private final Ledger ledger = new Ledger(this);
    private final Promises promises = new Promises(this);
    private final Machine machine = new Machine(this);
    private final Plane plane = new Plane(this);
    private final Map<String, Integer> repeats = new HashMap<>();
    private Life life;
    private boolean down;
    private boolean quiet;

    World(long seed, Sabotage sabotage, int traced) {
        this.trace = new Trace(time, traced);
        this.chance = new Chance(seed);
        this.scenario = Scenario.by(chance);
        this.sabotage = sabotage;
        this.life = new Life(this);
    }

    /// Runs it to its end.
    ///
    /// @return the first invariant that was broken, if one was
    Optional<String> run() {
        scenario.agents().forEach(plane::deploy);
        scenario.agents().forEach(agent -> trace.add("agent:", name(agent.id()), agent));
        trace.add("faults:", scenario.faults());
        life.begin();
        plan();
        time.after(LOOK, forever, this::look);
        goOnUntil(scenario.lasts());
        quieten();
        goOnUntil(time.millis() + REST);
        if (invariants.broken().isEmpty()) {
            invariants.atTheEnd();
        }
        return invariants.broken();
    }

    private void goOnUntil(long end) {
        while (invariants.broken().isEmpty() && time.step(end)) {
            // Each step is one event.
        }
    }

    private void look() {
        if (!down) {
            invariants.meanwhile();
        }
        time.after(LOOK, forever, this::look);
    }

    private void plan() {
        for (int i = 0; i < scenario.calls(); i++) {
            Call call = call(i);
            sometime(() -> send(call));
        }
        for (int i = 0; i < scenario.acts(); i++) {
            sometime(this::act);
        }
        Faults.Numbers numbers = scenario.faults().numbers();
        for (int i = 0; i < numbers.crashes(); i++) {
            sometime(this::crash);
        }
        for (int i = 0; i < numbers.clockJumps(); i++) {
            sometime(this::jump);
        }
        for (int i = 0; i < numbers.deaths(); i++) {
            sometime(() -> anyBox().ifPresent(machine::kill));
        }
        for (int i = 0; i < numbers.hangs(); i++) {
            sometime(() -> anyBox().ifPresent(this::hang));
        }
    }

    private void sometime(Runnable what) {
        time.after(chance.between(0, scenario.lasts()), forever, what);
    }

    private Call call(int number) {
        return new Call(
                "c" + number,
                chance.oneOf(scenario.agents()).id(),
                chance.oneOf(List.of("POST", "POST", "POST", "GET", "PUT")),
                chance.happens(0.4) ? "k" + number : null,
                chance.happens(0.3),
                chance.happens(0.3));
    }

    private void send(Call call) {
        if (down) {
            mayRepeat(call);
            return;
        }
        trace.add("caller:", call.name(), "calls", name(call.agent()), call.async() ? "and does not wait" : "");
        Visit visit = new Visit(this, call);
        if (chance.happens(0.2)) {
            time.after(chance.between(1, 20_000), forever, visit::leaves);
        }
        life.front().accept(visit);
    }

    /// Who gives a key of his own may ask again when he has heard nothing good.
    void mayRepeat(Call call) {
        boolean again = call.key() != null || chance.happens(0.2);
        if (again && !quiet && repeats.merge(call.name(), 1, Integer::sum) <= MOST_REPEATS) {
            time.after(chance.between(1, 10_000), forever, () -> send(call));
        }
    }

    private void act() {
        AgentId agent = chance.oneOf(scenario.agents()).id();
        if (down) {
            return;
        }
        switch (chance.number(0, 9)) {
            case 0, 1 -> plane.stop(agent);
            case 2 -> plane.pause(agent);
            case 3, 4 -> plane.start(agent, false);
            case 5 -> plane.start(agent, true);
            case 6 -> {
                if (chance.happens(0.3)) {
                    plane.remove(agent);
                }
            }
            default -> cancel();
        }
    }

    private void cancel() {
        List<EntryId> open = disk.all().filter(Entry::isOpen).map(Entry::id).toList();
        if (!open.isEmpty()) {
            life.front().cancel(chance.oneOf(open), chance.happens(0.6));
        }
    }

    private void jump() {
        Duration by = Duration.ofSeconds(chance.between(1, 7200)).multipliedBy(chance.happens(0.5) ? 1 : -1);
        trace.add("clock: jumps by", by);
        time.putClock(by);
    }

    private Optional<Box> anyBox() {
        List<Box> boxes =
                machine.boxes().stream().filter(box -> !box.isFrozen()).toList();
        return boxes.isEmpty() ? Optional.empty() : Optional.of(chance.oneOf(boxes));
    }

    private void hang(Box box) {
        trace.add("agent:", name(box.instance().agent()), "hangs");
        box.hang();
    }

    private void crash() {
        if (down) {
            return;
        }
        trace.add("server: CRASHES");
        down = true;
        life.crash();
        ledger.crashed();
        time.after(chance.between(50, 8000), forever, this::restart);
    }

    private void restart() {
        if (!down) {
            return;
        }
        down = false;
        life = new Life(this);
        ledger.starts();
        life.begin();
        plane.assignAll();
        machine.reportAll();
    }

    /// No more faults, and persons put right what only persons can.
    private void quieten() {
        trace.add("quiet: no more faults");
        quiet = true;
        restart();
        machine.boxes().stream().filter(Box::isHung).forEach(machine::kill);
        for (AgentPlan agent : scenario.agents()) {
            boolean sleeps =
                    plane.wish(agent.id()).filter(wish -> wish.endsWithACall()).isPresent();
            if (!sleeps) {
                plane.start(agent.id(), true);
            }
        }
    }

    /// Whether a fault of this rate happens now.
    boolean happens(double rate) {
        return !quiet && chance.happens(rate);
    }

    /// The host said how an instance is; a server that is down does not hear it.
    void reported(InstanceId id, InstanceState state) {
        if (!down) {
            plane.reported(id, state);
        }
    }

    Timeline time() {
        return time;
    }

    Trace trace() {
        return trace;
    }

    Chance chance() {
        return chance;
    }

    Scenario scenario() {
        return scenario;
    }

    Faults faults() {
        return scenario.faults();
    }

    AgentPlan plan(AgentId agent) {
        return scenario.agents().stream()
                .filter(each -> each.id().equals(agent))
                .findFirst()
                .orElseThrow();
    }

    Sabotage sabotage() {
        return sabotage;
    }

    MemoryDisk disk() {
        return disk;
    }

    Invariants invariants() {
        return invariants;
    }

    Ledger ledger() {
        return ledger;
    }

    Promises promises() {
        return promises;
    }

    Machine machine() {
        return machine;
    }

    Plane plane() {
        return plane;
    }

    Life life() {
        return life;
    }

    static String name(AgentId agent) {
        return "a" + agent.value().substring(30);
    }

    static String name(EntryId entry) {
        return "#" + entry.sequence();
    }
}
