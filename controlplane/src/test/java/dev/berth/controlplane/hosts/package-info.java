@NullMarked
package dev.berth.controlplane.hosts;

import org.jspecify.annotations.NullMarked;
