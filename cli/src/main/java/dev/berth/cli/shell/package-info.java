/// What every command runs in: streams, environment, exit codes, and how it fails.
@NullMarked
package dev.berth.cli.shell;

import org.jspecify.annotations.NullMarked;
