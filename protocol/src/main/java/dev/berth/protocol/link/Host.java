package dev.berth.protocol.link;

import dev.berth.domain.instance.ContainerId;
import java.io.InputStream;
import java.util.List;

/// A host as the control plane sees it over its link. In one JVM it is the host's daemon itself.
public interface Host {

    /// Takes an assignment; returns at once, the work goes on behind it.
    void assign(Assignment assignment);

    /// Opens a container's log.
    ///
    /// @return lines as UTF-8 text without any framing; closing it ends a following read
    /// @throws HostUnavailable when the engine does not answer
    InputStream logs(ContainerId container, LogRequest request);

    /// Measures a container now.
    ///
    /// @throws HostUnavailable when the engine does not answer or the container does not run
    ContainerFigures figures(ContainerId container);

    /// Those of the wanted ports that nothing on the host listens on, in the order given.
    List<Integer> freePorts(String listen, List<Integer> wanted);
}
