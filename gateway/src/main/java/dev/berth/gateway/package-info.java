/// The reverse proxy in front of agents: identify, accept, resolve, await ready, deliver, record.
@NullMarked
package dev.berth.gateway;

import org.jspecify.annotations.NullMarked;
