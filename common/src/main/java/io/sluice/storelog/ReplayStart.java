package io.sluice.storelog;

import org.jspecify.annotations.Nullable;

/**
 * Where a replay begins, and where it has written everything again. Pure.
 *
 * @param from offset of the first entry to write
 * @param until offset at which the replay ends
 */
public record ReplayStart(long from, long until) {
  /**
   * A replay goes back, never forward: skipping entries that were not written yet would lose them,
   * and so would skipping those that an earlier replay, which is under way, has not written again:
   * it may have put older values where they wrote. Only where the log itself has lost what came
   * next it goes on at what was asked for.
   *
   * @param first offset of the first entry at or after the time that was asked for
   * @param next offset of the next entry to write
   * @param under offset until which an earlier replay is under way; null when there is none
   * @param logBegin offset of the first entry in the log
   */
  public static ReplayStart of(long first, long next, @Nullable Long under, long logBegin) {
    long until = under == null ? next : Math.max(next, under);
    return new ReplayStart(next < logBegin ? first : Math.min(first, next), until);
  }
}
