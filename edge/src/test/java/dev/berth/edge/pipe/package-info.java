@NullMarked
package dev.berth.edge.pipe;

import org.jspecify.annotations.NullMarked;
