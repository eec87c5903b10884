/// The command that deploys an agent, and how its options are read.
@NullMarked
package dev.berth.cli.deploy;

import org.jspecify.annotations.NullMarked;
