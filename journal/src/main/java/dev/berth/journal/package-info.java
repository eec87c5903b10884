/// The durable record of calls to agents: the port, and what goes in and out of it.
@NullMarked
package dev.berth.journal;

import org.jspecify.annotations.NullMarked;
