package dev.berth.hostd.container;

import dev.berth.domain.instance.InstanceId;
import java.util.Map;

/// Which of an agent's containers are an instance's own: all of them, unless two instances overlap. Then those that
/// were made up to the older instance are the older one's, and those that were made later are the newer one's. So
/// nothing that is done for one of the two touches the container of the other.
///
/// @param after the newest generation of which it has no container
/// @param upTo the newest generation of which it has one
public record Share(long after, long upTo) {

    /// Of an instance that is the only one of its agent.
    public static final Share ALL = new Share(-1, Long.MAX_VALUE);

    public static Share ofOlder(InstanceId older) {
        return new Share(-1, older.generation());
    }

    public static Share ofNewer(InstanceId older) {
        return new Share(older.generation(), Long.MAX_VALUE);
    }

    /// @param labels of one of the agent's containers
    public boolean has(Map<String, String> labels) {
        long generation = ContainerLabels.generation(labels);
        return generation > after && generation <= upTo;
    }

    public boolean isAll() {
        return equals(ALL);
    }

    /// Whether the instance lives beside an older one, whose container has the agent's usual name.
    public boolean isNewer() {
        return after >= 0;
    }
}
