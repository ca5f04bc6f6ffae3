package io.sluice.store.postgres.slot;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableName;
import io.sluice.postgres.OpenTransactions;
import io.sluice.postgres.Publication;
import io.sluice.postgres.Published;
import io.sluice.postgres.text.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * What a Store has at its source: a replication slot and a publication of the same name. Nothing
 * here decides; every call is one step that can be repeated.
 */
public final class Slot {
  private static final int POSTGRES_13 = 130_000;
  private static final int POSTGRES_17 = 170_000;

  private static final String LOCKED = "55P03";
  private static final String NOT_ALLOWED = "42501";

  private final Connection connection;
  private final Publication publication;
  private final String name;

  /**
   * @param finished false while it is being made, and when its maker died: it has no position then
   * @param confirmed the source keeps what was committed after this; 0 unless finished
   * @param walStatus {@code reserved}, {@code extended}, {@code unreserved} or {@code lost}
   * @param retainedBytes log that the source keeps because of the slot
   * @param retainedLimitBytes so much it keeps at most before the slot is lost; null when there is
   *     no limit
   * @param reader process id of who reads it now
   */
  public record State(
      boolean finished,
      long confirmed,
      @Nullable String walStatus,
      long retainedBytes,
      @Nullable Long retainedLimitBytes,
      @Nullable Integer reader) {
    public boolean lost() {
      return "lost".equals(walStatus);
    }
  }

  public Slot(Connection connection, String storeId) {
    this.connection = connection;
    this.publication = new Publication(connection, storeId);
    this.name = Publication.name(storeId);
  }

  /** Null when there is none. */
  public @Nullable State state() throws SQLException {
    boolean tells = version() >= POSTGRES_13;
    try (var query =
        connection.prepareStatement(
            """
            select confirmed_flush_lsn is not null,
                   coalesce(confirmed_flush_lsn - '0/0'::pg_lsn, 0), %s,
                   coalesce(case when pg_is_in_recovery() then pg_last_wal_replay_lsn()
                                 else pg_current_wal_lsn() end - restart_lsn, 0),
                   active_pid, %s
              from pg_replication_slots where slot_name = ?"""
                .formatted(
                    tells ? "wal_status" : "null", tells ? "safe_wal_size" : "null::bigint"))) {
      query.setString(1, name);
      try (var rows = query.executeQuery()) {
        if (!rows.next()) {
          return null;
        }
        long retained = rows.getLong(4);
        Long left = rows.getObject(6, Long.class);
        return new State(
            rows.getBoolean(1),
            rows.getLong(2),
            rows.getString(3),
            retained,
            left == null ? null : retained + left,
            rows.getObject(5, Integer.class));
      }
    }
  }

  /**
   * Makes the slot; what commits from now on will come. Waits for every transaction that is open
   * now and has written, however long that takes.
   *
   * @return where it begins
   */
  long create() throws SQLException {
    // From 17 on a slot can be kept on the standby as well, so that it survives a failover.
    String arguments = version() >= POSTGRES_17 ? ", failover => not pg_is_in_recovery()" : "";
    try (var query =
        connection.prepareStatement(
            "select lsn from pg_create_logical_replication_slot(?, 'pgoutput'" + arguments + ")")) {
      query.setString(1, name);
      try (var rows = query.executeQuery()) {
        rows.next();
        return LogSequenceNumber.valueOf(rows.getString(1)).asLong();
      }
    }
  }

  /**
   * Makes the publication, or brings it in line with this. One that belongs to another owner is
   * used as it is, and waited for until it has all of it.
   *
   * @throws SluiceException SCHEMA_INCOMPATIBLE when a table seems to have another name now: to
   *     leave it out would lose its changes; PUBLICATION_INCOMPLETE with what its owner has to run
   */
  public void publish(Published wanted) throws SQLException {
    // Who gives up waiting must not leave a statement behind that waits on.
    execute("set lock_timeout = '8s'");
    try {
      publishNow(wanted);
    } catch (SQLException e) {
      switch (e.getSQLState()) {
        case LOCKED ->
            throw new SluiceException(
                ErrorCode.SOURCE_UNREACHABLE,
                "the publication has to be made or changed, and one of its tables is locked",
                e);
        case NOT_ALLOWED -> throw incomplete(publication.remedyFor(wanted).orElseThrow(() -> e));
        case null, default -> throw e;
      }
    }
  }

  private void publishNow(Published all) throws SQLException {
    if (!publication.exists()) {
      publication.make(all);
      return;
    }
    // A table that was dropped at the source has left the publication by itself.
    var there = new TreeSet<TableName>();
    for (TableName table : all.names()) {
      if (exists(table)) {
        there.add(table);
      }
    }
    var wanted = all.only(there::contains);
    var others = publication.tables();
    others.removeAll(there);
    if (there.size() < all.names().size() && !others.isEmpty()) {
      throw renamed(others.iterator().next());
    }
    if (there.isEmpty()) {
      return;
    }
    if (publication.owned()) {
      if (!publication.is(wanted)) {
        publication.set(wanted);
      }
      return;
    }
    var remedy = publication.remedyFor(wanted);
    if (remedy.isPresent()) {
      throw incomplete(remedy.get());
    }
  }

  private static SluiceException incomplete(String remedy) {
    return new SluiceException(ErrorCode.PUBLICATION_INCOMPLETE, remedy);
  }

  /** Ends whoever reads the slot; it is ours, so that can only be an earlier run. */
  public void endReader() throws SQLException {
    call("select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = ?");
  }

  void endSession(int session) throws SQLException {
    text("select pg_terminate_backend(" + session + ")");
  }

  /** Removes the slot, which nobody may be reading. */
  public void drop() throws SQLException {
    call(
        "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = ?");
  }

  /** Removes the publication, unless it is another owner's. */
  public void unpublish() throws SQLException {
    publication.drop();
  }

  /**
   * Leaves a mark in the source's log, so that its position moves on although no table of ours was
   * written; then the source can let go of its log.
   *
   * @return LSN of the mark
   */
  long mark() throws SQLException {
    return number("select pg_logical_emit_message(true, 'sluice', '') - '0/0'::pg_lsn");
  }

  /** LSN up to which the source has sent to this reader; 0 when that is not known. */
  long sent(int reader) throws SQLException {
    return number(
        "select coalesce(max(sent_lsn - '0/0'::pg_lsn), 0) from pg_stat_replication where pid = "
            + reader);
  }

  /** Every transaction that has written, or will before any other, has a lower number. */
  long nextTransaction() throws SQLException {
    return number("select pg_snapshot_xmax(pg_current_snapshot())");
  }

  /** No transaction that is open and has written has a lower number. */
  long oldestTransaction() throws SQLException {
    return number("select pg_snapshot_xmin(pg_current_snapshot())");
  }

  /** LSN behind everything that was written until now. */
  long end() throws SQLException {
    return number("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn");
  }

  /** Whose transaction has been open for longest of those that have written; empty for none. */
  String oldestWriter() throws SQLException {
    return OpenTransactions.thatHaveWritten(connection).stream().findFirst().orElse("");
  }

  /** Who keeps this session from going on, and since when; empty when nobody does. */
  String waitsFor(int session) throws SQLException {
    return text(
        """
        select string_agg(%s, '; ' order by b.pid)
          from unnest(pg_blocking_pids(%d)) b(pid) left join pg_stat_activity a on a.pid = b.pid
        """
            .formatted(OpenTransactions.DESCRIBED, session));
  }

  int session() throws SQLException {
    return Math.toIntExact(number("select pg_backend_pid()"));
  }

  /** A table that the source goes on to publish although the project does not know it. */
  public static SluiceException renamed(TableName table) {
    return new SluiceException(
        ErrorCode.SCHEMA_INCOMPATIBLE,
        "a table of the project is called "
            + table
            + " now at the source; rename it back, or modify the project's objects, then resume");
  }

  public Set<TableName> published() throws SQLException {
    return publication.tables();
  }

  private boolean exists(TableName table) throws SQLException {
    try (var query = connection.prepareStatement("select to_regclass(?) is not null")) {
      query.setString(1, Sql.name(table));
      try (var rows = query.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  private boolean exists(String sql) throws SQLException {
    try (var query = connection.prepareStatement(sql)) {
      query.setString(1, name);
      try (var rows = query.executeQuery()) {
        return rows.next();
      }
    }
  }

  private long number(String sql) throws SQLException {
    return Long.parseLong(text(sql));
  }

  private String text(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return Objects.requireNonNullElse(rows.getString(1), "");
    }
  }

  private void call(String sql) throws SQLException {
    exists(sql);
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private int version() throws SQLException {
    var metadata = connection.getMetaData();
    return metadata.getDatabaseMajorVersion() * 10_000;
  }
}
