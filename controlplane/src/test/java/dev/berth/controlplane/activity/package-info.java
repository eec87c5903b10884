@NullMarked
package dev.berth.controlplane.activity;

import org.jspecify.annotations.NullMarked;
