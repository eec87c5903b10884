@NullMarked
package dev.berth.edge;

import org.jspecify.annotations.NullMarked;
