/// Why a container ended: what was heard from the engine, and what follows from it.
@NullMarked
package dev.berth.hostd.ending;

import org.jspecify.annotations.NullMarked;
