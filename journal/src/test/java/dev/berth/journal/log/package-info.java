@NullMarked
package dev.berth.journal.log;

import org.jspecify.annotations.NullMarked;
