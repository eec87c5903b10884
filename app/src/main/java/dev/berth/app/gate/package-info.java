/// What the gateway needs of the control plane, where both run in one process.
@NullMarked
package dev.berth.app.gate;

import org.jspecify.annotations.NullMarked;
