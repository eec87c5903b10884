@NullMarked
package dev.berth.edge.http;

import org.jspecify.annotations.NullMarked;
