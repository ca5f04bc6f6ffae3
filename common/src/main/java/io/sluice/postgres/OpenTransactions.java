package io.sluice.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Who is writing at a server: what a copy of tables, or a slot, has to wait for. */
public final class OpenTransactions {
  /** A transaction of a session {@code a} of {@code pg_stat_activity} in words, for a query. */
  public static final String DESCRIBED =
      """
      'transaction of ' || coalesce(quote_ident(a.usename), 'somebody') ||
      coalesce(' in ' || quote_ident(a.datname), '') || ', process ' || coalesce(a.pid, 0) ||
      coalesce(', open since ' || to_char(a.xact_start at time zone 'UTC',
          'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '')""";

  private static final int MOST = 10;

  private OpenTransactions() {}

  /**
   * Those that have written, in words: of sessions, the oldest first, then prepared ones. Few of
   * them.
   */
  public static List<String> thatHaveWritten(Connection connection) throws SQLException {
    var found = new ArrayList<String>();
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                (select %s from pg_stat_activity a
                  where a.backend_xid is not null order by age(a.backend_xid) desc limit %d)
                union all
                (select 'prepared transaction ' || quote_literal(gid) || ' of ' || quote_ident(owner)
                   from pg_prepared_xacts order by age(transaction) desc limit %d)
                """
                    .formatted(DESCRIBED, MOST, MOST))) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  /**
   * Those that have written and that others do not see yet: who is not among them, and has ended
   * before, is seen by every snapshot that is taken afterwards. 32-bit ids. Needs no right.
   */
  public static Set<Long> writing(Connection connection) throws SQLException {
    var found = new HashSet<Long>();
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                select transactionid::text::bigint from pg_locks
                where locktype = 'transactionid' and mode = 'ExclusiveLock' and granted
                """)) {
      while (rows.next()) {
        found.add(rows.getLong(1));
      }
    }
    return found;
  }

  /** Whether a commit waits for standbys, while the log has it and others do not see it. */
  public static boolean commitsWait(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery("select current_setting('synchronous_standby_names') <> ''")) {
      return row.next() && row.getBoolean(1);
    }
  }
}
