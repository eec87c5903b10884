/// Scenarios of the command line, run as a user runs it: a process for every command.
@NullMarked
package dev.berth.e2e.commands;

import org.jspecify.annotations.NullMarked;
