/// Tests of callbacks.
@NullMarked
package dev.berth.gateway.callback;

import org.jspecify.annotations.NullMarked;
