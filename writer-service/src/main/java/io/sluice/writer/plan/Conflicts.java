package io.sluice.writer.plan;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.SyncOptions.ConflictPolicy;
import io.sluice.contract.TableName;

/**
 * What is done where source and destination do not fit, by the project's policy, and how often that
 * was. While a replay is under way they do not fit by its nature: everything is overwritten, and
 * nothing counted.
 */
public final class Conflicts {
  /** Is told of rows that did not fit. */
  public interface Counted {
    /**
     * @param table of the destination
     */
    void met(TableName table, long rows);
  }

  private final ConflictPolicy policy;
  private boolean replaying;
  private final Counted counted;

  public Conflicts(ConflictPolicy policy, Counted counted) {
    this.policy = policy;
    this.counted = counted;
  }

  public boolean replaying() {
    return replaying;
  }

  public void replay(Replay state) {
    replaying = state == Replay.UNDER_WAY;
  }

  public enum Replay {
    UNDER_WAY,
    OVER
  }

  /**
   * Inserts met rows that were there.
   *
   * @return whether to write them over what is there
   * @throws SluiceException CONFLICT, by policy
   */
  public boolean overwriteExisting(TableName table, int rows) {
    return overwrite(table, rows, " rows to be inserted are there already");
  }

  /** Updates found no row; likewise. */
  public boolean overwriteMissing(TableName table, int rows) {
    return overwrite(table, rows, " rows to be updated are not there");
  }

  private boolean overwrite(TableName table, int rows, String what) {
    if (replaying) {
      return true;
    }
    counted.met(table, rows);
    return switch (policy) {
      case OVERWRITE -> true;
      case SKIP -> false;
      case STOP -> throw new SluiceException(ErrorCode.CONFLICT, table + ": " + rows + what);
    };
  }
}
