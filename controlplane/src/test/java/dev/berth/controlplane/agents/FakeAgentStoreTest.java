package dev.berth.controlplane.agents;

class FakeAgentStoreTest extends AgentStoreContract {

    private final FakeAgentStore store = new FakeAgentStore();

    @Override
    protected AgentStore empty() {
        return store;
    }

    @Override
    protected AgentStore reopened() {
        return store;
    }
}
