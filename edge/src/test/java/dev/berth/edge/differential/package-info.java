/// Holds the edge's reading of messages against that of nginx and of Node: whatever the edge lets through, all three
/// must frame alike.
///
/// The streams are drawn from a seed, which each run prints. A long run, and one with other streams:
///
///     MAVEN_ARGS='-Ddifferential.cases=200000 -Ddifferential.seed=7' ./dev it 'Differential*IT'
///
/// A difference is cut down to the least stream that shows it and printed as it is written in `framing-corpus.txt`,
/// where it belongs once it is mended. What the other two may refuse although the edge lets it through is listed, each
/// kind with its reason, in [Tolerated].
@NullMarked
package dev.berth.edge.differential;

import org.jspecify.annotations.NullMarked;
