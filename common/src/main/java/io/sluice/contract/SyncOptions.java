package io.sluice.contract;

import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a project synchronizes.
 *
 * @param steps the synchronization types; LOG_PULL is there exactly when INCREMENTAL is
 * @param conflict what to do with an insert that meets an existing row
 * @param format record format, Kafka destinations only
 * @param topicTemplate topic name with {@code {schema}} and {@code {table}}, Kafka destinations
 *     only
 * @param topicPartitions partitions of a topic that schema synchronization makes
 * @param readConcurrency chunks read and written at a time in full synchronization, 1 to 16
 * @param rowsPerSecond limit of full synchronization; 0 for none
 * @param logRetentionHours how long the Store's log is kept
 * @param ddl what to do when a source table changes its columns; STOP when it is left out
 * @param constraints whether tables that are made get the source's foreign keys and checks; CREATE
 *     when it is left out
 * @param targets what a copy does with rows that are in a target already; KEEP when it is left out
 * @param onTableFailure what to do when one table alone cannot go on; STOP when it is left out
 * @param changes the kinds of change that are written; all when it is left out
 * @param verification when both sides are compared by themselves; null for never
 */
public record SyncOptions(
    Set<Step> steps,
    ConflictPolicy conflict,
    Format format,
    String topicTemplate,
    int topicPartitions,
    int readConcurrency,
    int rowsPerSecond,
    int logRetentionHours,
    @Nullable DdlPolicy ddl,
    @Nullable ConstraintPolicy constraints,
    @Nullable Targets targets,
    @Nullable TableFailurePolicy onTableFailure,
    @Nullable Set<ChangeKind> changes,
    @Nullable VerificationPolicy verification) {
  public SyncOptions {
    // In the order they are performed, so that the same options are always the same JSON.
    steps = Collections.unmodifiableSet(new TreeSet<>(steps));
    ddl = Objects.requireNonNullElse(ddl, DdlPolicy.STOP);
    constraints = Objects.requireNonNullElse(constraints, ConstraintPolicy.CREATE);
    targets = Objects.requireNonNullElse(targets, Targets.KEEP);
    onTableFailure = Objects.requireNonNullElse(onTableFailure, TableFailurePolicy.STOP);
    changes =
        Collections.unmodifiableSet(
            new TreeSet<>(Objects.requireNonNullElse(changes, Set.of(ChangeKind.values()))));
  }

  /**
   * When a destination is compared with its source without somebody asking for it.
   *
   * @param afterCopy once, when all tables are copied; false when it is left out
   * @param cron second, minute, hour, day of month, month, day of week, as Spring has them; null
   *     for no schedule
   * @param zone of the times of day; UTC when it is left out
   */
  public record VerificationPolicy(
      @Nullable Boolean afterCopy, @Nullable String cron, @Nullable String zone) {
    public VerificationPolicy {
      afterCopy = Objects.requireNonNullElse(afterCopy, false);
    }

    /** Never null: not when it is left out. */
    @Override
    public Boolean afterCopy() {
      return Objects.requireNonNull(afterCopy);
    }
  }

  public enum ConflictPolicy {
    OVERWRITE,
    SKIP,
    STOP
  }

  public enum Format {
    JSON,
    DEBEZIUM
  }

  public enum DdlPolicy {
    /** The destination table is altered in the same way, at the same point of the stream. */
    SYNCHRONIZE,
    /** The writer stops and says what to run. */
    STOP
  }

  public enum ConstraintPolicy {
    CREATE,
    OMIT
  }

  /** What a copy does with the rows that its target has already; databases only. */
  public enum Targets {
    /** They stay; one with the key of a row that comes goes by the conflict policy. */
    KEEP,
    /**
     * The target comes to equal the source: what the source does not have goes, what differs is
     * replaced, and nobody sees a table that is half there.
     */
    MERGE,
    /** All of them go before the first that is copied. */
    EMPTY
  }

  public enum TableFailurePolicy {
    /** The project stops. */
    STOP,
    /** The table is suspended, and the others go on. */
    SUSPEND
  }

  /** A kind of change of a row, or of a table's rows. */
  public enum ChangeKind {
    INSERT,
    UPDATE,
    DELETE,
    TRUNCATE
  }

  public static final SyncOptions DEFAULT =
      new SyncOptions(
          Set.of(Step.SCHEMA, Step.LOG_PULL, Step.FULL, Step.INCREMENTAL),
          ConflictPolicy.OVERWRITE,
          Format.JSON,
          "{schema}.{table}",
          4,
          2,
          0,
          168,
          DdlPolicy.SYNCHRONIZE,
          ConstraintPolicy.CREATE,
          Targets.KEEP,
          TableFailurePolicy.STOP,
          Set.of(ChangeKind.values()),
          null);

  public SyncOptions with(Targets other) {
    return with(other, changes());
  }

  public SyncOptions with(Set<ChangeKind> others) {
    return with(targets(), others);
  }

  /**
   * As the component of a verification has them.
   *
   * @param followed whether the destination still follows the source
   * @param readers chunks read at a time
   * @param rows limit per second; 0 for none
   */
  public SyncOptions verifying(boolean followed, int readers, int rows) {
    return new SyncOptions(
        followed ? Set.of(Step.INCREMENTAL, Step.VERIFY) : Set.of(Step.VERIFY),
        conflict,
        format,
        topicTemplate,
        topicPartitions,
        readers,
        rows,
        logRetentionHours,
        ddl,
        constraints,
        targets,
        onTableFailure,
        changes,
        null);
  }

  /** The same for one component that is to work in another way; each null for as it is. */
  public SyncOptions tuned(
      @Nullable ConflictPolicy newConflict,
      @Nullable DdlPolicy newDdl,
      @Nullable Integer readers,
      @Nullable Integer rows,
      @Nullable Integer retentionHours) {
    return new SyncOptions(
        steps,
        Objects.requireNonNullElse(newConflict, conflict),
        format,
        topicTemplate,
        topicPartitions,
        Objects.requireNonNullElse(readers, readConcurrency),
        Objects.requireNonNullElse(rows, rowsPerSecond),
        Objects.requireNonNullElse(retentionHours, logRetentionHours),
        Objects.requireNonNullElse(newDdl, ddl()),
        constraints,
        targets,
        onTableFailure,
        changes,
        verification);
  }

  private SyncOptions with(Targets otherTargets, Set<ChangeKind> otherChanges) {
    return new SyncOptions(
        steps,
        conflict,
        format,
        topicTemplate,
        topicPartitions,
        readConcurrency,
        rowsPerSecond,
        logRetentionHours,
        ddl,
        constraints,
        otherTargets,
        onTableFailure,
        otherChanges,
        verification);
  }

  /** Whether what cannot change once a project has started is the same. */
  public boolean sameFixedOptions(SyncOptions other) {
    return steps.equals(other.steps)
        && format == other.format
        && topicTemplate.equals(other.topicTemplate)
        && topicPartitions == other.topicPartitions
        && changes().equals(other.changes());
  }

  /** Never null: options that were stored before there was a choice stop. */
  @Override
  public DdlPolicy ddl() {
    return Objects.requireNonNull(ddl);
  }

  /** Never null: options that were stored before there was a choice create. */
  @Override
  public ConstraintPolicy constraints() {
    return Objects.requireNonNull(constraints);
  }

  /** Never null: options that were stored before there was a choice stop. */
  @Override
  public TableFailurePolicy onTableFailure() {
    return Objects.requireNonNull(onTableFailure);
  }

  /** Never null: options that were stored before there was a choice keep. */
  @Override
  public Targets targets() {
    return Objects.requireNonNull(targets);
  }

  /** Never null: options that were stored before there was a choice have all. */
  @Override
  public Set<ChangeKind> changes() {
    return Objects.requireNonNull(changes);
  }
}
