package dev.berth.testkit.engine;

import dev.berth.engine.EngineEvent.Change;
import dev.berth.engine.EngineFailure.CommandNotFound;
import dev.berth.engine.EngineFailure.PortTaken;
import dev.berth.engine.container.PublishedPort;
import dev.berth.testkit.engine.FakeProgram.Ending;
import java.util.ArrayList;
import java.util.List;

/// How containers of a [FakeEngine] come to run.
final class FakeStarts {

    private static final int FIRST_CHOSEN_PORT = 49_153;
    private static final int EXIT_OF_KILLED = 137;

    private final FakeWorld world;
    private String fixedAddress = "";
    private int lastAddress = 1;

    FakeStarts(FakeWorld world) {
        this.world = world;
    }

    void fixAddress(String address) {
        fixedAddress = address;
    }

    /// Starts a container that does not run. Under the world's lock.
    void start(FakeContainer container) {
        FakeProgram program = programOf(container);
        List<PublishedPort> published = new ArrayList<>();
        for (PublishedPort port : container.spec.ports()) {
            published.add(taken(port));
        }
        container.started(program, nextAddress(), published, world.now());
        world.tell(container, new Change.Started());
        for (FakeProgram.Output output : program.outputs()) {
            container.wrote(output.source(), output.text(), world.now());
        }
        switch (program.ending()) {
            case Ending.Exits exits -> world.end(container, exits.code(), false);
            case Ending.EatsMemory _ -> world.end(container, EXIT_OF_KILLED, true);
            case Ending.Waits _, Ending.IgnoresTerm _, Ending.Burns _ -> {}
        }
    }

    private static FakeProgram programOf(FakeContainer container) {
        if (!container.image().holdsAct()) {
            return FakeProgram.waiting();
        }
        List<String> command = container.command();
        if (!command.getFirst().equals(FakeProgram.ACT)) {
            if (container.spec.init()) {
                return FakeProgram.initWithout(command.getFirst());
            }
            throw new CommandNotFound(command.getFirst(), "executable file not found");
        }
        return FakeProgram.ofAct(command.subList(1, command.size()));
    }

    private PublishedPort taken(PublishedPort wanted) {
        if (wanted.hostPort() == 0) {
            int free = FIRST_CHOSEN_PORT;
            while (isHeld(free)) {
                free++;
            }
            return new PublishedPort(wanted.containerPort(), wanted.hostAddress(), free);
        }
        if (isHeld(wanted.hostPort())) {
            throw new PortTaken(wanted.hostPort());
        }
        return wanted;
    }

    private boolean isHeld(int port) {
        return world.occupiedPorts.contains(port)
                || world.containers.values().stream()
                        .flatMap(container -> container.ports().stream())
                        .anyMatch(published -> published.hostPort() == port);
    }

    private String nextAddress() {
        if (!fixedAddress.isEmpty()) {
            return fixedAddress;
        }
        lastAddress++;
        return "10.99." + lastAddress / 250 + "." + (lastAddress % 250 + 1);
    }
}
