package io.sluice.store.postgres;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Whose LSNs these are: every cluster has a system identifier, which its standbys and copies share,
 * and a new timeline begins with every promotion and every recovery to a point in time. An LSN says
 * nothing without them.
 *
 * @param timeline on which the server writes
 */
public record SourceIdentity(long system, int timeline) {
  private static final Pattern SWITCH =
      Pattern.compile("(?m)^\\s*(\\d+)\\s+([0-9A-Fa-f]+/[0-9A-Fa-f]+)");

  /**
   * Of the server at the other end of a session in replication mode.
   *
   * @param end LSN up to which it has written
   */
  public record Server(SourceIdentity identity, long end) {}

  static Server of(Connection replication) throws SQLException {
    try (var statement = replication.createStatement();
        var row = statement.executeQuery("IDENTIFY_SYSTEM")) {
      row.next();
      return new Server(
          new SourceIdentity(Long.parseUnsignedLong(row.getString(1)), row.getInt(2)),
          LogSequenceNumber.valueOf(row.getString(3)).asLong());
    }
  }

  static String history(Connection replication, int timeline) throws SQLException {
    try (var statement = replication.createStatement();
        var row = statement.executeQuery("TIMELINE_HISTORY " + timeline)) {
      row.next();
      return new String(row.getBytes(2), StandardCharsets.UTF_8);
    }
  }

  /**
   * Refuses to go on at a position that the server does not have in its past.
   *
   * @param known of the position
   * @param position LSN up to which the log was read
   * @param history of the server's timeline as PostgreSQL writes it down; empty for the first one
   * @throws SluiceException SOURCE_REPLACED when it is another cluster; SOURCE_FORKED when the
   *     server went another way before the position, so that what was read after that has not
   *     happened there
   */
  static void verify(SourceIdentity known, long position, Server now, String history) {
    if (known.system() != now.identity().system()) {
      throw new SluiceException(
          ErrorCode.SOURCE_REPLACED,
          "the position is of system %s, the source is system %s"
              .formatted(
                  Long.toUnsignedString(known.system()),
                  Long.toUnsignedString(now.identity().system())));
    }
    long end =
        known.timeline() == now.identity().timeline()
            ? now.end()
            : leftAt(known.timeline(), history);
    if (position > end) {
      throw new SluiceException(
          ErrorCode.SOURCE_FORKED,
          "the log was read up to %s on timeline %d; the source is on timeline %d and has that one up to %s"
              .formatted(
                  LogSequenceNumber.valueOf(position),
                  known.timeline(),
                  now.identity().timeline(),
                  end < 0 ? "nowhere" : LogSequenceNumber.valueOf(end)));
    }
  }

  /** Where the history leaves a timeline; -1 when it never was on it. */
  private static long leftAt(int timeline, String history) {
    var switches = SWITCH.matcher(history);
    while (switches.find()) {
      if (Integer.parseInt(switches.group(1)) == timeline) {
        return LogSequenceNumber.valueOf(switches.group(2)).asLong();
      }
    }
    return -1;
  }
}
