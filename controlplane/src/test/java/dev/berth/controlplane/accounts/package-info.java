@NullMarked
package dev.berth.controlplane.accounts;

import org.jspecify.annotations.NullMarked;
