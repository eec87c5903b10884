package dev.berth.protocol.link;

import dev.berth.domain.agent.AgentId;
import java.util.List;

/// What a host shall do about one agent. An agent that an assignment does not name must leave nothing on the host.
public sealed interface AssignedAgent {

    AgentId agent();

    /// What shall become of its instances, oldest first. Instances that it does not name have to be over.
    List<InstanceOrder> orders();

    /// The generation of the newest instance that it names; 0 when it names none.
    default long newest() {
        return orders().isEmpty() ? 0 : orders().getLast().id().generation();
    }

    /// Bring this instance to its goal, and keep its container afterwards.
    record Instance(InstanceOrder order) implements AssignedAgent {

        @Override
        public AgentId agent() {
            return order.id().agent();
        }

        @Override
        public List<InstanceOrder> orders() {
            return List.of(order);
        }
    }

    /// Bring both to their goals, each in a container of its own. The newer one's is removed when it has ended with the
    /// goal STOP; the older one's is kept until the newer one is assigned alone.
    record Overlap(InstanceOrder older, InstanceOrder newer) implements AssignedAgent {

        public Overlap {
            if (!newer.id().fences(older.id())) {
                throw new IllegalArgumentException(
                        "%s is no later instance of the same agent than %s".formatted(newer.id(), older.id()));
            }
        }

        @Override
        public AgentId agent() {
            return older.id().agent();
        }

        @Override
        public List<InstanceOrder> orders() {
            return List.of(older, newer);
        }
    }

    /// Remove what is left of an agent, then report that it is gone.
    ///
    /// @param volumes whether volumes that Berth made for this agent alone go too
    record Discard(AgentId agent, boolean volumes) implements AssignedAgent {

        @Override
        public List<InstanceOrder> orders() {
            return List.of();
        }
    }
}
