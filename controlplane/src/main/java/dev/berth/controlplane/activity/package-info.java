/// What keeps agents awake, and what sends those without work to sleep.
@NullMarked
package dev.berth.controlplane.activity;

import org.jspecify.annotations.NullMarked;
