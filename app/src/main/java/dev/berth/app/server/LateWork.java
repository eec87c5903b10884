package dev.berth.app.server;

import dev.berth.controlplane.activity.WorkSource;
import dev.berth.domain.activity.Calls;
import dev.berth.domain.agent.AgentId;
import dev.berth.domain.instance.InstanceId;

/// The calls of agents, known as soon as there is a gateway: it needs the agents first.
final class LateWork implements WorkSource {

    private volatile WorkSource source = WorkSource.NONE;

    void comesFrom(WorkSource gateway) {
        source = gateway;
    }

    @Override
    public Calls of(AgentId agent) {
        return source.of(agent);
    }

    @Override
    public int at(InstanceId instance) {
        return source.at(instance);
    }
}
