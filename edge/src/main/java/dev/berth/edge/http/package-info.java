/// HTTP/1.1 heads and bodies as bytes: grammar, framing and edits. Pure: no socket, no clock.
@NullMarked
package dev.berth.edge.http;

import org.jspecify.annotations.NullMarked;
