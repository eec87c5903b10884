package dev.berth.gateway.simulation;

/// Mistakes that a deliverer, or what is around it, might make: the invariants must notice each.
enum Sabotage {
    NONE,
    DELIVERS_TWICE,
    /// The last byte goes out before the answer is on the disk.
    ANSWERS_EARLY,
    /// What was taken on is gone after a crash.
    FORGETS_AT_A_CRASH,
    /// The deliverer never hears that an agent changed.
    HEARS_NOTHING,
    /// A call is given up whatever is owed for it.
    SETTLES_NOTHING,
    /// The deliverer takes the agents' terms to be the usual ones.
    IGNORES_THE_TERMS
}
