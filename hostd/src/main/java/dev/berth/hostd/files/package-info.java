/// What this daemon keeps on its disk, and how it is written.
@NullMarked
package dev.berth.hostd.files;

import org.jspecify.annotations.NullMarked;
