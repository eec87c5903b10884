/// Opens the sockets that requests come in by, and closes them in good order.
@NullMarked
package dev.berth.edge.server;

import org.jspecify.annotations.NullMarked;
