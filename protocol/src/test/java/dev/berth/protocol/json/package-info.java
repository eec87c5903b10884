@NullMarked
package dev.berth.protocol.json;

import org.jspecify.annotations.NullMarked;
