/// The embedded journal: an append-only log in segments, and an index beside it that can be made again from the log.
///
/// [SegmentJournal] is the entrance. A record is on the disk before anybody is told so; the index follows.
@NullMarked
package dev.berth.journal.log;

import org.jspecify.annotations.NullMarked;
