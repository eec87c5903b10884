/// How much of a journal each agent may take.
@NullMarked
package dev.berth.journal.limits;

import org.jspecify.annotations.NullMarked;
