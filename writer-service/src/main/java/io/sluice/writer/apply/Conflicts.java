package io.sluice.writer.apply;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.SyncOptions.ConflictPolicy;
import io.sluice.contract.TableName;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is done where source and destination do not fit, by the project's policy, and how often that
 * was. While a replay is under way they do not fit by its nature: everything is overwritten, and
 * nothing counted.
 */
final class Conflicts {
  private final ConflictPolicy policy;
  private boolean replaying;
  private final AtomicLong count = new AtomicLong();

  Conflicts(ConflictPolicy policy) {
    this.policy = policy;
  }

  boolean replaying() {
    return replaying;
  }

  void replay(Replay state) {
    replaying = state == Replay.UNDER_WAY;
  }

  enum Replay {
    UNDER_WAY,
    OVER
  }

  /** Since the start; counted again when a batch is applied again. */
  long count() {
    return count.get();
  }

  /**
   * Inserts met rows that were there.
   *
   * @return whether to write them over what is there
   * @throws SluiceException CONFLICT, by policy
   */
  boolean overwriteExisting(TableName table, int rows) {
    return overwrite(table, rows, " rows to be inserted are there already");
  }

  /** Updates found no row; likewise. */
  boolean overwriteMissing(TableName table, int rows) {
    return overwrite(table, rows, " rows to be updated are not there");
  }

  private boolean overwrite(TableName table, int rows, String what) {
    if (replaying) {
      return true;
    }
    count.addAndGet(rows);
    return switch (policy) {
      case OVERWRITE -> true;
      case SKIP -> false;
      case STOP -> throw new SluiceException(ErrorCode.CONFLICT, table + ": " + rows + what);
    };
  }
}
