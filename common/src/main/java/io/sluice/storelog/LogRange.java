package io.sluice.storelog;

import java.time.Instant;

/**
 * What a Store's log holds.
 *
 * @param earliest source commit time of its oldest entry
 * @param current source commit time of its newest entry
 * @param firstOffset offset of the oldest entry
 * @param endOffset offset after the newest entry
 */
public record LogRange(Instant earliest, Instant current, long firstOffset, long endOffset) {
  public boolean holds(Instant time) {
    return !time.isBefore(earliest) && !time.isAfter(current);
  }
}
