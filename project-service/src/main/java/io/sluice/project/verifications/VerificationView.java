package io.sluice.project.verifications;

import io.sluice.contract.Failure;
import io.sluice.contract.TableComparison;
import io.sluice.contract.TableName;
import io.sluice.project.lifecycle.Verification;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A verification as the API shows it.
 *
 * @param component that carries it, whose log and telemetry tell more
 * @param report counts of rows: compared, missing, extra, different, unsettled; null until it is
 *     complete
 * @param failure DIFFERENCES_FOUND when it is complete and both sides do not agree; else why it
 *     does not go on; null when neither is so
 * @param progress null once it has ended
 * @param comparisons what was found of each table so far; left out in lists
 */
record VerificationView(
    String project,
    long number,
    Verification.Status status,
    String component,
    List<TableName> tables,
    boolean followed,
    int readConcurrency,
    int rowsPerSecond,
    String startedBy,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Map<String, Long> report,
    @Nullable Failure failure,
    @Nullable String remedy,
    @Nullable Progress progress,
    @Nullable List<TableComparison> comparisons) {

  /**
   * How far it is.
   *
   * @param secondsLeft null while that cannot be told
   * @param waitsFor what has to come before it goes on; null when nothing has to
   */
  record Progress(
      long rowsDone,
      long rowsEstimate,
      double percent,
      double rowsPerSecond,
      @Nullable Long secondsLeft,
      @Nullable String waitsFor) {}
}
