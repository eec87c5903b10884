/// What an operator sets, and the folder where an installation keeps its state.
@NullMarked
package dev.berth.app.config;

import org.jspecify.annotations.NullMarked;
