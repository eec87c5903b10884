package dev.berth.testkit.engine;

import dev.berth.engine.Engine;

final class FakeEngineTest extends EngineContract {

    private final FakeEngine fake = new FakeEngine();

    @Override
    protected Engine connect() {
        return fake;
    }

    @Override
    public void removeForeignNetwork(String name) {
        fake.removeForeignNetwork(name);
    }

    @Override
    public void removeForeignVolume(String name) {
        fake.removeForeignVolume(name);
    }
}
