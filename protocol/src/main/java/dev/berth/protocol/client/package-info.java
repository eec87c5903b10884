/// A typed client of the API and the gateway. Entrance: [BerthClient].
@NullMarked
package dev.berth.protocol.client;

import org.jspecify.annotations.NullMarked;
