/// HTTP servers that say what a test tells them to.
@NullMarked
package dev.berth.testkit.http;

import org.jspecify.annotations.NullMarked;
