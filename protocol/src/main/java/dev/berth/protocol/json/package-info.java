/// How the domain's types are written as JSON where Berth itself reads them again: stores, files, links.
@NullMarked
package dev.berth.protocol.json;

import org.jspecify.annotations.NullMarked;
