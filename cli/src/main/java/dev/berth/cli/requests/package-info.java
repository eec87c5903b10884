/// The command about kept calls.
@NullMarked
package dev.berth.cli.requests;

import org.jspecify.annotations.NullMarked;
