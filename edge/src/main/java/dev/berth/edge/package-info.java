/// The listening socket: strict HTTP/1.1, limits, and the byte-level pipe between two channels.
///
/// `http` reads and writes heads and bodies and knows no socket; `route` is what others implement to decide where a
/// request goes; `pipe` moves the bytes; `server` opens sockets. Nothing here knows what an agent is.
@NullMarked
package dev.berth.edge;

import org.jspecify.annotations.NullMarked;
