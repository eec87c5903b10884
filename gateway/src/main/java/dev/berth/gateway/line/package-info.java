/// The deliverer: which kept call goes to which agent when, one line of calls for each agent. Knows neither HTTP nor
/// sockets.
@NullMarked
package dev.berth.gateway.line;

import org.jspecify.annotations.NullMarked;
