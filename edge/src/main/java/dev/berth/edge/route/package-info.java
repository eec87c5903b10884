/// What others implement and hand over so that the edge knows where a request goes, and hears how it went.
@NullMarked
package dev.berth.edge.route;

import org.jspecify.annotations.NullMarked;
