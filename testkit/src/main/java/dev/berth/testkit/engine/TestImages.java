package dev.berth.testkit.engine;

/// Images made without a registry.
public final class TestImages {

    private TestImages() {}
}
