package dev.berth.controlplane.store;

import static dev.berth.controlplane.agents.SampleAgents.adding;
import static dev.berth.controlplane.agents.SampleAgents.agent;
import static dev.berth.controlplane.agents.SampleAgents.spec;

import dev.berth.controlplane.agents.AgentStore;

/// Puts the agents 1 and 2 into a store, for what refers to them.
final class KnownAgents {

    private KnownAgents() {}

    static void addTo(AgentStore agents) {
        agents.add(adding(agent(1, "one"), spec()));
        agents.add(adding(agent(2, "two"), spec()));
    }
}
