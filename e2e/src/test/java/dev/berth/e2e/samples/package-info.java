/// The sample agents, run outside containers: three languages, one behaviour.
@NullMarked
package dev.berth.e2e.samples;

import org.jspecify.annotations.NullMarked;
