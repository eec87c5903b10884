@NullMarked
package dev.berth.e2e.support;

import org.jspecify.annotations.NullMarked;
