/// Brings each agent's instance to its goal, step by step, and sees what becomes of it.
@NullMarked
package dev.berth.hostd.instances;

import org.jspecify.annotations.NullMarked;
