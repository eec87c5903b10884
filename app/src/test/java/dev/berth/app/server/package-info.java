@NullMarked
package dev.berth.app.server;

import org.jspecify.annotations.NullMarked;
