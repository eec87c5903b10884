@NullMarked
package dev.berth.controlplane.requests;

import org.jspecify.annotations.NullMarked;
