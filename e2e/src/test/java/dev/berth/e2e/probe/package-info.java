/// An agent that shows scenarios what reaches it on the wire, byte for byte. Its classes are mounted into the sample
/// agent's image, so it uses nothing but the JDK.
@NullMarked
package dev.berth.e2e.probe;

import org.jspecify.annotations.NullMarked;
