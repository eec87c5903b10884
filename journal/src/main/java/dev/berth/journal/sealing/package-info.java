/// How a journal's contents are kept from anybody else's eyes, wherever they lie.
@NullMarked
package dev.berth.journal.sealing;

import org.jspecify.annotations.NullMarked;
