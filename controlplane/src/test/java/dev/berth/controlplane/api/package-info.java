@NullMarked
package dev.berth.controlplane.api;

import org.jspecify.annotations.NullMarked;
