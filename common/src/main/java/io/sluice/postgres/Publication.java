package io.sluice.postgres;

import io.sluice.contract.SyncOptions.ChangeKind;
import io.sluice.contract.TableName;
import io.sluice.postgres.text.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The publication that a Store reads. Sluice makes it where its user may; where tables and
 * publications belong to somebody else, their owner makes it under this name, and Sluice uses it as
 * it is and never alters or drops it.
 */
public final class Publication {
  private static final int ROW_FILTERS_SINCE = 15;

  private static final String COMMENT = "sluice: filters ";

  private final Connection connection;
  private final String name;

  public Publication(Connection connection, String storeId) {
    this.connection = connection;
    this.name = name(storeId);
  }

  /** Of the publication, and of the slot. */
  public static String name(String storeId) {
    return "sluice_" + storeId.replace('-', '_');
  }

  public boolean exists() throws SQLException {
    return is("select exists (select 1 from pg_publication where pubname = ?)");
  }

  /** Whether this user may alter it. */
  public boolean owned() throws SQLException {
    return is(
        """
        select exists (select 1 from pg_publication
                        where pubname = ? and pg_has_role(pubowner, 'USAGE'))""");
  }

  public Set<TableName> tables() throws SQLException {
    var tables = new TreeSet<TableName>();
    try (var query =
        connection.prepareStatement(
            "select schemaname, tablename from pg_publication_tables where pubname = ?")) {
      query.setString(1, name);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          tables.add(new TableName(rows.getString(1), rows.getString(2)));
        }
      }
    }
    return tables;
  }

  /**
   * What the owner has to run so that every change of this comes, and of its tables no other; empty
   * when it does already. More tables may be in it: theirs are passed over.
   */
  public Optional<String> remedyFor(Published wanted) throws SQLException {
    var statements = new ArrayList<String>();
    if (exists()) {
      var there = tables();
      var other = wanted.only(otherThan(wanted)::contains);
      var added = wanted.only(table -> !there.contains(table) || other.names().contains(table));
      if (!other.tables().isEmpty()) {
        statements.add(altered("drop table " + Sql.list(other.names(), ", ", Sql::name)));
      }
      if (!added.tables().isEmpty()) {
        statements.add(altered("add table " + added.list()));
        statements.addAll(commented(added));
      }
      if (!hasOptionsOf(wanted)) {
        statements.add(altered("set (" + options(wanted) + ")"));
      }
    } else {
      statements.add(creation(wanted));
      statements.addAll(commented(wanted));
    }
    if (statements.size() > 1) {
      statements.addFirst("begin");
      statements.add("commit");
    }
    return statements.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join(";\n", statements) + ";");
  }

  /** Whether it has these tables, no others, and of them what is wanted. */
  public boolean is(Published wanted) throws SQLException {
    return exists()
        && tables().equals(wanted.names())
        && otherThan(wanted).isEmpty()
        && hasOptionsOf(wanted);
  }

  public void make(Published wanted) throws SQLException {
    var statements = new ArrayList<String>();
    statements.add(creation(wanted));
    statements.addAll(commented(wanted));
    together(statements);
  }

  public void set(Published wanted) throws SQLException {
    var statements = new ArrayList<String>();
    statements.add(altered("set table " + wanted.list()));
    statements.add(altered("set (" + options(wanted) + ")"));
    statements.addAll(commented(wanted));
    together(statements);
  }

  /** Leaves one of another owner to that owner. */
  public void drop() throws SQLException {
    if (owned()) {
      together(List.of("drop publication " + Sql.name(name)));
    }
  }

  private String creation(Published wanted) {
    return "create publication %s for table %s with (%s)"
        .formatted(Sql.name(name), wanted.list(), options(wanted));
  }

  private String altered(String how) {
    return "alter publication " + Sql.name(name) + " " + how;
  }

  private static String options(Published wanted) {
    return "publish = '%s', publish_via_partition_root = true".formatted(wanted.publish());
  }

  private boolean hasOptionsOf(Published wanted) throws SQLException {
    String kinds =
        Stream.of(ChangeKind.values())
            .map(kind -> (wanted.kinds().contains(kind) ? "" : "not ") + "pub" + kind)
            .collect(Collectors.joining(" and "));
    return is(
        "select exists (select 1 from pg_publication where pubname = ? and pubviaroot and "
            + kinds
            + ")");
  }

  /** Of those that it has: whose rows are others than wanted, or not with all of their columns. */
  private Set<TableName> otherThan(Published wanted) throws SQLException {
    if (connection.getMetaData().getDatabaseMajorVersion() < ROW_FILTERS_SINCE) {
      return Set.of();
    }
    var other = new TreeSet<TableName>();
    var known = marks();
    var marks = wanted.marks();
    try (var query =
        connection.prepareStatement(
            """
            select n.nspname, c.relname, r.prqual is not null, r.prattrs is not null
              from pg_publication_rel r
              join pg_publication p on p.oid = r.prpubid
              join pg_class c on c.oid = r.prrelid
              join pg_namespace n on n.oid = c.relnamespace
             where p.pubname = ?
            """)) {
      query.setString(1, name);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          var table = new TableName(rows.getString(1), rows.getString(2));
          String mark = marks.get(Published.key(table));
          boolean asWanted =
              rows.getBoolean(3)
                  ? mark != null && mark.equals(known.get(Published.key(table)))
                  : mark == null;
          if (!asWanted || rows.getBoolean(4)) {
            other.add(table);
          }
        }
      }
    }
    return other;
  }

  /**
   * The source keeps a filter in words of its own, which cannot be compared with ours: its comment
   * says which filters it was made with.
   */
  private Map<String, String> marks() throws SQLException {
    var marks = new TreeMap<String, String>();
    try (var query =
        connection.prepareStatement(
            """
            select coalesce(obj_description(oid, 'pg_publication'), '') from pg_publication
             where pubname = ?""")) {
      query.setString(1, name);
      try (var rows = query.executeQuery()) {
        if (rows.next() && rows.getString(1).startsWith(COMMENT)) {
          for (String mark : rows.getString(1).substring(COMMENT.length()).split(" ", -1)) {
            String[] parts = mark.split("=", -1);
            if (parts.length == 2) {
              marks.put(parts[0], parts[1]);
            }
          }
        }
      }
    }
    return marks;
  }

  /** Says which filters these tables have now; none when nothing is to be said. */
  private List<String> commented(Published wanted) throws SQLException {
    var known = marks();
    var marks = new TreeMap<>(known);
    wanted.names().forEach(table -> marks.remove(Published.key(table)));
    marks.putAll(wanted.marks());
    String comment =
        marks.entrySet().stream()
            .map(mark -> mark.getKey() + "=" + mark.getValue())
            .collect(Collectors.joining(" ", COMMENT, ""));
    return marks.equals(known)
        ? List.of()
        : List.of(
            "comment on publication %s is %s".formatted(Sql.name(name), Sql.literal(comment)));
  }

  private boolean is(String sql) throws SQLException {
    try (var query = connection.prepareStatement(sql)) {
      query.setString(1, name);
      try (var rows = query.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  private void together(List<String> statements) throws SQLException {
    try (var statement = connection.createStatement()) {
      Transactions.run(
          connection,
          () -> {
            for (String sql : statements) {
              statement.execute(sql);
            }
          });
    }
  }
}
