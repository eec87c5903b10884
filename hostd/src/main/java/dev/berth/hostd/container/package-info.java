/// What an agent's container shall be, and what is to be done with the ones that are there. Decisions only.
@NullMarked
package dev.berth.hostd.container;

import org.jspecify.annotations.NullMarked;
