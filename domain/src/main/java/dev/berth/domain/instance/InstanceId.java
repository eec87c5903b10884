package dev.berth.domain.instance;

import dev.berth.domain.agent.AgentId;

/// One run of one agent. Generations only grow, so a later instance can fence an earlier one.
public record InstanceId(AgentId agent, long generation) {

    public InstanceId {
        if (generation < 1) {
            throw new IllegalArgumentException("generations count from 1: " + generation);
        }
    }

    public boolean fences(InstanceId other) {
        return agent.equals(other.agent) && generation > other.generation;
    }

    @Override
    public String toString() {
        return agent + "#" + generation;
    }
}
