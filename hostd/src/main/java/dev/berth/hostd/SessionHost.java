package dev.berth.hostd;

import dev.berth.domain.instance.ContainerId;
import dev.berth.protocol.link.Assignment;
import dev.berth.protocol.link.ContainerFigures;
import dev.berth.protocol.link.Host;
import dev.berth.protocol.link.LogRequest;
import java.io.InputStream;
import java.util.List;
import java.util.function.BooleanSupplier;

/// The daemon as one link session knows it: once there is a newer session, this one assigns nothing any more.
final class SessionHost implements Host {

    private final Host host;
    private final BooleanSupplier newest;

    SessionHost(Host host, BooleanSupplier newest) {
        this.host = host;
        this.newest = newest;
    }

    @Override
    public void assign(Assignment assignment) {
        if (newest.getAsBoolean()) {
            host.assign(assignment);
        }
    }

    @Override
    public InputStream logs(ContainerId container, LogRequest request) {
        return host.logs(container, request);
    }

    @Override
    public ContainerFigures figures(ContainerId container) {
        return host.figures(container);
    }

    @Override
    public List<Integer> freePorts(String listen, List<Integer> wanted) {
        return host.freePorts(listen, wanted);
    }
}
