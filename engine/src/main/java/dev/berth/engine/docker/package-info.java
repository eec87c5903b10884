/// The adapter to Docker Engine, API 1.41 and newer.
///
/// Connections, TLS and registry logins are docker-java's. Requests and answers are JSON trees that are
/// written and read field by field, not its typed models: those refuse a whole answer for one value that
/// they do not know (capability names of newer engines, for one), and round times to seconds.
@NullMarked
package dev.berth.engine.docker;

import org.jspecify.annotations.NullMarked;
