/// What tests of all modules share.
@NullMarked
package dev.berth.testkit;

import org.jspecify.annotations.NullMarked;
