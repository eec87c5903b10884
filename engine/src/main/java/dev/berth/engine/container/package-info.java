/// What is said of one container at the port: what it shall be, what it is, what it wrote, what it uses.
@NullMarked
package dev.berth.engine.container;

import org.jspecify.annotations.NullMarked;
