@NullMarked
package dev.berth.hostd.files;

import org.jspecify.annotations.NullMarked;
