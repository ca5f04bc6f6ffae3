package io.sluice.writer.postgres.checkpoint;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.postgres.Transactions;
import io.sluice.storelog.LogStart;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Where a writer stands, as its destination database has it.
 *
 * @param logOffset offset in the Store's log of the next entry to write; {@link #NONE} before full
 *     synchronization, or the first run of a writer without one, has set it; {@link #MERGED} once
 *     its tables are another's
 * @param commitPosition source position of the last transaction that is written; 0 when none
 * @param sourceTime commit time of that transaction at the source
 * @param replayUntil log offset at which a replay that is under way ends; null when there is none
 * @param logId identity of the log that the offsets are of; null where that was not kept yet
 */
public record Checkpoint(
    String componentId,
    long epoch,
    long logOffset,
    long commitPosition,
    @Nullable Instant sourceTime,
    @Nullable Long replayUntil,
    @Nullable String logId) {
  public static final long NONE = -1;
  public static final long MERGED = -2;

  /**
   * The name under which a run of a writer connects to the destination. {@link #claim} ends the
   * sessions of earlier epochs by it, so every connection that writes must have it.
   */
  public static String applicationName(String componentId, long epoch) {
    return "sluice " + componentId + " " + epoch;
  }

  /**
   * Takes the writer over for this epoch, and returns where it stands. Makes the tables when they
   * are not there. Sessions of earlier epochs are ended first: one that was stopped in the middle
   * of a transaction would hold its locks until somebody woke it.
   *
   * @param connection in autocommit mode
   * @param revision of the definition that the run goes by: one that does not know of tables that
   *     were handed over to it would leave out their changes
   * @throws SluiceException FENCED when a higher epoch or revision has it already
   */
  public static Checkpoint claim(
      Connection connection, String componentId, long epoch, long revision) throws SQLException {
    CheckpointTables.create(connection);
    endEarlierSessions(connection, componentId, epoch);
    try (var statement =
        connection.prepareStatement(
            """
            insert into sluice.checkpoint as c (component_id, epoch, revision) values (?, ?, ?)
            on conflict (component_id) do update
              set epoch = excluded.epoch, revision = excluded.revision,
                  updated_at = clock_timestamp()
              where c.epoch <= excluded.epoch and c.revision <= excluded.revision
            returning epoch, log_offset, commit_position, source_time, replay_until, log_id
            """)) {
      statement.setString(1, componentId);
      statement.setLong(2, epoch);
      statement.setLong(3, revision);
      try (var rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw fenced(componentId, epoch);
        }
        return read(componentId, rows);
      }
    }
  }

  /** Where a writer stands, or null when it never ran. */
  public static @Nullable Checkpoint load(Connection connection, String componentId)
      throws SQLException {
    if (!CheckpointTables.exist(connection)) {
      return null;
    }
    try (var statement =
        connection.prepareStatement(
            """
            select epoch, log_offset, commit_position, source_time, replay_until, log_id
            from sluice.checkpoint where component_id = ?
            """)) {
      statement.setString(1, componentId);
      try (var rows = statement.executeQuery()) {
        return rows.next() ? read(componentId, rows) : null;
      }
    }
  }

  /**
   * Whether all that the source had committed at a position is written here, and nothing older is
   * being written again.
   *
   * @param revision of the definition that is to be written; after a newer one was taken up, the
   *     writer may have other tables
   */
  public static boolean hasReached(
      Connection connection, String componentId, long position, long revision) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            select from sluice.checkpoint
            where component_id = ? and commit_position >= ? and revision <= ?
              and replay_until is null
            """)) {
      statement.setString(1, componentId);
      statement.setLong(2, position);
      statement.setLong(3, revision);
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  /**
   * Moves forward, in the caller's transaction, which holds the data up to there.
   *
   * @throws SluiceException FENCED; the caller must roll back
   */
  public static void advance(
      Connection connection,
      String componentId,
      long epoch,
      long logOffset,
      long commitPosition,
      @Nullable Instant sourceTime)
      throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            update sluice.checkpoint
            set log_offset = ?, commit_position = ?, source_time = coalesce(?, source_time),
                updated_at = clock_timestamp()
            where component_id = ? and epoch = ?
            """)) {
      statement.setLong(1, logOffset);
      statement.setLong(2, commitPosition);
      if (sourceTime == null) {
        statement.setNull(3, Types.TIMESTAMP_WITH_TIMEZONE);
      } else {
        statement.setObject(3, OffsetDateTime.ofInstant(sourceTime, ZoneOffset.UTC));
      }
      statement.setString(4, componentId);
      statement.setLong(5, epoch);
      mustHit(statement, componentId, epoch);
    }
  }

  /**
   * Sets where the log is to be read from, and which log that is.
   *
   * @throws SluiceException FENCED
   */
  public static void begin(Connection connection, String componentId, long epoch, LogStart start)
      throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            update sluice.checkpoint
            set log_offset = ?, log_id = ?, updated_at = clock_timestamp()
            where component_id = ? and epoch = ?
            """)) {
      statement.setLong(1, start.offset());
      statement.setString(2, start.logId());
      statement.setString(3, componentId);
      statement.setLong(4, epoch);
      mustHit(statement, componentId, epoch);
    }
  }

  /**
   * Moves back (or to wherever) for a replay, which ends when {@code untilOffset} has been passed.
   */
  public static void moveForReplay(
      Connection connection, String componentId, long epoch, long fromOffset, long untilOffset)
      throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            update sluice.checkpoint
            set log_offset = ?, replay_until = greatest(?, replay_until),
                updated_at = clock_timestamp()
            where component_id = ? and epoch = ?
            """)) {
      statement.setLong(1, fromOffset);
      statement.setLong(2, untilOffset);
      statement.setString(3, componentId);
      statement.setLong(4, epoch);
      mustHit(statement, componentId, epoch);
    }
  }

  /** The replay has passed where it was to end. */
  public static void endReplay(Connection connection, String componentId, long epoch)
      throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            update sluice.checkpoint set replay_until = null, updated_at = clock_timestamp()
            where component_id = ? and epoch = ?
            """)) {
      statement.setString(1, componentId);
      statement.setLong(2, epoch);
      mustHit(statement, componentId, epoch);
    }
  }

  /**
   * Keeps a higher epoch from taking over until the caller's transaction ends, without keeping
   * other transactions of this epoch from committing.
   *
   * @throws SluiceException FENCED; the caller must roll back
   */
  public static void hold(Connection connection, String componentId, long epoch)
      throws SQLException {
    try (var statement =
        connection.prepareStatement(
            "select from sluice.checkpoint where component_id = ? and epoch = ? for share")) {
      statement.setString(1, componentId);
      statement.setLong(2, epoch);
      try (var rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw fenced(componentId, epoch);
        }
      }
    }
  }

  /**
   * Makes all that was committed before outlive a crash of the server. Sessions that write commit
   * without waiting for the disk, so a step may say that it is complete only after this.
   *
   * @param connection in autocommit mode
   * @throws SluiceException FENCED
   */
  public static void settle(Connection connection, String componentId, long epoch)
      throws SQLException {
    Transactions.run(
        connection,
        () -> {
          try (var setting = connection.createStatement()) {
            setting.execute("set local synchronous_commit = on");
          }
          try (var touch =
              connection.prepareStatement(
                  """
                  update sluice.checkpoint set updated_at = clock_timestamp()
                  where component_id = ? and epoch = ?
                  """)) {
            touch.setString(1, componentId);
            touch.setLong(2, epoch);
            mustHit(touch, componentId, epoch);
          }
        });
  }

  /** Removes all that a writer has here; the tables as well when no other writer uses them. */
  public static void remove(Connection connection, String componentId) throws SQLException {
    CheckpointTables.remove(connection, componentId);
  }

  private static void endEarlierSessions(Connection connection, String componentId, long epoch)
      throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where usename = current_user and datname = current_database()
              and pid <> pg_backend_pid()
              and case when application_name ~ '^sluice [^ ]+ [0-9]{1,18}$'
                  then split_part(application_name, ' ', 2) = ?
                   and split_part(application_name, ' ', 3)::bigint < ? end
            """)) {
      statement.setString(1, componentId);
      statement.setLong(2, epoch);
      statement.executeQuery().close();
    }
  }

  private static Checkpoint read(String componentId, ResultSet rows) throws SQLException {
    var time = rows.getObject("source_time", OffsetDateTime.class);
    return new Checkpoint(
        componentId,
        rows.getLong("epoch"),
        rows.getLong("log_offset"),
        rows.getLong("commit_position"),
        time == null ? null : time.toInstant(),
        rows.getObject("replay_until", Long.class),
        rows.getString("log_id"));
  }

  static void mustHit(PreparedStatement statement, String componentId, long epoch)
      throws SQLException {
    if (statement.executeUpdate() != 1) {
      throw fenced(componentId, epoch);
    }
  }

  private static SluiceException fenced(String componentId, long epoch) {
    return new SluiceException(
        ErrorCode.FENCED, "epoch " + epoch + " of " + componentId + " is not the latest");
  }
}
