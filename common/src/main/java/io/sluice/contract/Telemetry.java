package io.sluice.contract;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a component does, about once a second while it runs.
 *
 * @param earliest source commit time of the oldest change in the log (Stores)
 * @param current source commit time of the newest change pulled or written
 * @param latencyMillis now minus the source commit time of the oldest change that is not written
 *     yet; near zero when nothing is waiting
 * @param rows rows written since it started; a Store's rows pulled
 * @param tables progress of the full step, empty otherwise
 * @param retainedBytes log that the source keeps because the Store has not read it yet (Stores)
 * @param retainedLimitBytes so much of it the source keeps at most, and then drops the Store's
 *     slot; null when it has no limit
 * @param waitsFor what has to come before it can go on, in words; null when nothing does
 * @param address IP of the instance; null when that is not known
 * @param since when this run began, which is when the counts did
 * @param changes of tables of which something was written since this was last told, not necessarily
 *     of all of them at once; null for none
 */
@MessageTypes.Name("io.sluice.component.telemetry.v1")
public record Telemetry(
    String componentId,
    String projectId,
    ComponentKind kind,
    String instance,
    Instant at,
    Step step,
    @Nullable Instant earliest,
    @Nullable Instant current,
    long latencyMillis,
    long rows,
    long inserts,
    long updates,
    long deletes,
    long conflicts,
    double rowsPerSecond,
    double bytesPerSecond,
    double averageWriteMillis,
    long logOffset,
    List<TableProgress> tables,
    @Nullable Long retainedBytes,
    @Nullable Long retainedLimitBytes,
    @Nullable String waitsFor,
    @Nullable String address,
    @Nullable Instant since,
    @Nullable List<TableChanges> changes) {

  /** What was written of a table since the run began. */
  public record TableChanges(
      TableName table, long inserts, long updates, long deletes, long conflicts) {}

  /**
   * @param rowsEstimate the catalog's estimate, or the count once known
   * @param rowsPerSecond of late; null where it is not known, and once it is completed
   */
  public record TableProgress(
      TableName table,
      long rowsDone,
      long rowsEstimate,
      long bytes,
      boolean completed,
      @Nullable Double rowsPerSecond) {}
}
