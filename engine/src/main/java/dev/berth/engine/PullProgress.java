package dev.berth.engine;

/// One step of a transfer.
///
/// @param layer which part it is about; empty for the image as a whole
/// @param status what is being done, in the engine's words
/// @param currentBytes how much is done, 0 when the step has no size
/// @param totalBytes how much there is to do, 0 when that is not known
public record PullProgress(String layer, String status, long currentBytes, long totalBytes) {}
