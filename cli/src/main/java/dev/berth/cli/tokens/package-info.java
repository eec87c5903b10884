/// Commands that manage tokens.
@NullMarked
package dev.berth.cli.tokens;

import org.jspecify.annotations.NullMarked;
