package io.sluice.writer.apply;

import io.sluice.component.Meter;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.SyncOptions.ConflictPolicy;
import io.sluice.contract.TableName;

/**
 * What is done where source and destination do not fit, by the project's policy, and how often that
 * was. While a replay is under way they do not fit by its nature: everything is overwritten, and
 * nothing counted.
 */
final class Conflicts {
  private final ConflictPolicy policy;
  private boolean replaying;
  private final Meter meter;

  Conflicts(ConflictPolicy policy, Meter meter) {
    this.policy = policy;
    this.meter = meter;
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
    return meter.conflicts();
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
    meter.conflicts(rows);
    return switch (policy) {
      case OVERWRITE -> true;
      case SKIP -> false;
      case STOP -> throw new SluiceException(ErrorCode.CONFLICT, table + ": " + rows + what);
    };
  }
}
