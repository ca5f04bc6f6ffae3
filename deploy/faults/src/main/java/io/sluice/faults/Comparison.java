package io.sluice.faults;

import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** Source and copies, row by row. */
final class Comparison {
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
        var lines = "select id::text, t::text from " + table + " t";
        result =
            result.and(
                differ(
                    "database " + table, rows(source, from, lines), rows(destination, to, lines)));
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
            case "document", "scratch" -> "version || ' ' || coalesce(body, 'null')";
            default -> "version || ' null'";
          };
      var lines = "select id::text, " + line + " from " + table;
      result =
          result.and(differ("topic " + table, rows(source, from, lines), topics.content(table)));
    }
    return result;
  }

  static Difference differ(String where, Map<String, String> wanted, Map<String, String> found) {
    long lost = 0;
    long extra = 0;
    String example = "";
    for (var row : wanted.entrySet()) {
      if (!row.getValue().equals(found.get(row.getKey()))) {
        lost++;
        example = example.isEmpty() ? where + " differs at " + row.getKey() : example;
      }
    }
    for (String key : found.keySet()) {
      if (!wanted.containsKey(key)) {
        extra++;
        example = example.isEmpty() ? where + " has a row too many: " + key : example;
      }
    }
    return new Difference(lost, extra, example);
  }

  private static Map<String, String> rows(Server server, String database, String sql)
      throws SQLException {
    var result = new TreeMap<String, String>();
    try (var connection = server.connect(database);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        result.put(rows.getString(1), rows.getString(2));
      }
    }
    return result;
  }
}
