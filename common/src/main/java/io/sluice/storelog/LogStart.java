package io.sluice.storelog;

/**
 * Where incremental synchronization begins after a copy.
 *
 * @param offset of the next entry to write
 * @param logId which log that is an offset of
 */
public record LogStart(long offset, String logId) {}
