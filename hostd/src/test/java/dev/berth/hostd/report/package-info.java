@NullMarked
package dev.berth.hostd.report;

import org.jspecify.annotations.NullMarked;
