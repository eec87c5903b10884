@NullMarked
package dev.berth.app.config;

import org.jspecify.annotations.NullMarked;
