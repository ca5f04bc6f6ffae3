package io.sluice.change;

/**
 * A record of a Store's log.
 *
 * @param bytes its size as stored, for batch and queue bounds
 */
public record LogRecord(long offset, LogEntry entry, int bytes) {}
