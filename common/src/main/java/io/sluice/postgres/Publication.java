package io.sluice.postgres;

import io.sluice.contract.TableName;
import io.sluice.postgres.text.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The publication that a Store reads. Sluice makes it where its user may; where tables and
 * publications belong to somebody else, their owner makes it under this name, and Sluice uses it as
 * it is and never alters or drops it.
 */
public final class Publication {
  private static final int ROW_FILTERS_SINCE = 15;

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
   * What the owner has to run so that every change of these tables comes; empty when it does
   * already. More tables may be in it: theirs are passed over.
   */
  public Optional<String> remedyFor(Collection<TableName> wanted) throws SQLException {
    if (!exists()) {
      return Optional.of(creation(wanted) + ";");
    }
    if (filtered()) {
      return Optional.of("drop publication " + Sql.name(name) + ";\n" + creation(wanted) + ";");
    }
    var missing = new TreeSet<>(wanted);
    missing.removeAll(tables());
    if (!missing.isEmpty()) {
      return Optional.of(
          "alter publication %s add table %s;".formatted(Sql.name(name), list(missing)));
    }
    return whole()
        ? Optional.empty()
        : Optional.of(
            "alter publication %s set (publish = 'insert, update, delete, truncate', %s);"
                .formatted(Sql.name(name), "publish_via_partition_root = true"));
  }

  public void make(Collection<TableName> tables) throws SQLException {
    execute(creation(tables));
  }

  public void set(Collection<TableName> tables) throws SQLException {
    execute("alter publication %s set table %s".formatted(Sql.name(name), list(tables)));
  }

  /** Alters it to what it is, unless it is another owner's. */
  public void setAgain() throws SQLException {
    if (owned()) {
      execute(
          "alter publication %s set (publish = 'insert, update, delete, truncate')"
              .formatted(Sql.name(name)));
    }
  }

  /** Leaves one of another owner to that owner. */
  public void drop() throws SQLException {
    if (owned()) {
      execute("drop publication " + Sql.name(name));
    }
  }

  private String creation(Collection<TableName> tables) {
    return "create publication %s for table %s with (publish_via_partition_root = true)"
        .formatted(Sql.name(name), list(new TreeSet<>(tables)));
  }

  private boolean whole() throws SQLException {
    return is(
        """
        select exists (select 1 from pg_publication
                        where pubname = ? and pubinsert and pubupdate and pubdelete and pubtruncate
                          and pubviaroot)""");
  }

  private boolean filtered() throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion() >= ROW_FILTERS_SINCE
        && is(
            """
            select exists (select 1 from pg_publication_rel r
                             join pg_publication p on p.oid = r.prpubid
                            where p.pubname = ? and (r.prqual is not null or r.prattrs is not null))
            """);
  }

  private static String list(Collection<TableName> tables) {
    // Without ONLY the tables that inherit from one would come along, which nobody asked for.
    return Sql.list(tables, ", ", table -> "only " + Sql.name(table));
  }

  private boolean is(String sql) throws SQLException {
    try (var query = connection.prepareStatement(sql)) {
      query.setString(1, name);
      try (var rows = query.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
