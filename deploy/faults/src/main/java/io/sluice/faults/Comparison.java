package io.sluice.faults;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Source and copies, row by row. */
final class Comparison {
  /** The order of Java's strings. */
  private static final String IN_ORDER = " order by id::text collate \"C\"";

  private Comparison() {}

  /**
   * What differs.
   *
   * @param lost rows of the source that the copy has not, or has otherwise
   * @param extra rows of the copy that the source has not
   */
  record Difference(long lost, long extra, String example) {
    static final Difference NONE = new Difference(0, 0, "");

    boolean none() {
      return lost == 0 && extra == 0;
    }

    Difference and(Difference other) {
      return new Difference(
          lost + other.lost, extra + other.extra, example.isEmpty() ? other.example : example);
    }
  }

  /** Checksums first; rows only where they differ. */
  static Difference databases(Server source, String from, Server destination, String to)
      throws SQLException {
    var result = Difference.NONE;
    for (String table : Workload.TABLES) {
      var checksum =
          "select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) from "
              + table
              + " t";
      if (!source.query(from, checksum).equals(destination.query(to, checksum))) {
        var lines = "select id::text, t::text from " + table + " t" + IN_ORDER;
        try (var wanted = new Rows(source, from, lines);
            var found = new Rows(destination, to, lines)) {
          result = result.and(differ("database " + table, wanted, found));
        }
      }
    }
    return result;
  }

  /** What the topics lead to, in the columns that say enough: the version and the large value. */
  static Difference topics(Server source, String from, TopicRules topics) throws SQLException {
    var result = Difference.NONE;
    for (String table : Workload.TABLES) {
      var line =
          switch (table) {
            case "journal" -> "'0 null'";
            case "document", "scratch" -> "version || ' ' || coalesce(left(md5(body), 16), 'null')";
            default -> "version || ' null'";
          };
      var lines = "select id::text, " + line + " from " + table + IN_ORDER;
      var found = topics.content(table).entrySet().stream();
      try (var wanted = new Rows(source, from, lines)) {
        result =
            result.and(
                differ(
                    "topic " + table,
                    wanted,
                    found
                        .map(row -> Map.entry(row.getKey(), row.getValue().toString()))
                        .iterator()));
      }
    }
    return result;
  }

  /** Of rows and their keys, both in the order of the keys; neither is held in memory. */
  static Difference differ(
      String where,
      Iterator<Map.Entry<String, String>> wanted,
      Iterator<Map.Entry<String, String>> found) {
    long lost = 0;
    long extra = 0;
    String example = "";
    var want = next(wanted);
    var has = next(found);
    while (want != null || has != null) {
      int order = want == null ? 1 : has == null ? -1 : want.getKey().compareTo(has.getKey());
      if (order > 0 && has != null) {
        extra++;
        example = example.isEmpty() ? where + " has a row too many: " + has.getKey() : example;
      } else if (want != null && (has == null || order < 0 || !want.equals(has))) {
        lost++;
        example = example.isEmpty() ? where + " differs at " + want.getKey() : example;
      }
      want = order <= 0 ? next(wanted) : want;
      has = order >= 0 ? next(found) : has;
    }
    return new Difference(lost, extra, example);
  }

  private static <T> @Nullable T next(Iterator<T> iterator) {
    return iterator.hasNext() ? iterator.next() : null;
  }

  /** Rows of a query, its first column the key and its second the rest, a few at a time. */
  private static final class Rows implements Iterator<Map.Entry<String, String>>, AutoCloseable {
    private final Connection connection;
    private final ResultSet rows;
    private boolean there;

    Rows(Server server, String database, String sql) throws SQLException {
      connection = server.connect(database);
      connection.setAutoCommit(false);
      var statement = connection.createStatement();
      statement.setFetchSize(5_000);
      rows = statement.executeQuery(sql);
      there = rows.next();
    }

    @Override
    public boolean hasNext() {
      return there;
    }

    @Override
    public Map.Entry<String, String> next() {
      try {
        var row = Map.entry(rows.getString(1), rows.getString(2));
        there = rows.next();
        return row;
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
