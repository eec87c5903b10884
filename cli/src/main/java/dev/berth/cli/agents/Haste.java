package dev.berth.cli.agents;

import picocli.CommandLine.Option;

/// Whether a command that ends what runs lets open calls end first.
final class Haste {

    @Option(
            names = {"-f", "--force"},
            description = "Cuts open calls off instead of letting them end first.")
    private boolean force;

    boolean force() {
        return force;
    }
}
