/// The kinds of sockets that this machine offers: native epoll, or the JDK's selectors.
@NullMarked
package dev.berth.edge.socket;

import org.jspecify.annotations.NullMarked;
