@NullMarked
package dev.berth.gateway;

import org.jspecify.annotations.NullMarked;
