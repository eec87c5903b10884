/// Whether an agent has work, and when one without work falls asleep.
@NullMarked
package dev.berth.domain.activity;

import org.jspecify.annotations.NullMarked;
