package io.sluice.store.postgres.slot;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableName;
import io.sluice.postgres.text.Sql;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Watches the partitions of partitioned tables. A table is published through its root, and what is
 * done to one partition as a whole (TRUNCATE, DROP, DETACH, or ATTACH with rows in it) leaves no
 * change in the log: the Store stops and names the partition. What happens while no Store runs is
 * not seen. The next run begins with the partitions as they are then.
 */
public final class PartitionWatch {
  private static final long INTERVAL = Duration.ofSeconds(3).toNanos();

  /**
   * @param file changes when the partition is truncated, and when it is rewritten as it is
   */
  private record Leaf(String root, TableName name, long file, boolean filled) {}

  private final Connection connection;
  private final List<TableName> tables;
  private @Nullable Map<Long, Leaf> known;
  private long last = System.nanoTime();

  /**
   * @param connection of the thread that calls {@link #look}
   */
  public PartitionWatch(Connection connection, Collection<TableName> tables) {
    this.connection = connection;
    this.tables = List.copyOf(tables);
  }

  /**
   * To be called often; looks now and then.
   *
   * @throws SluiceException PARTITION_CHANGED
   */
  public void look() throws SQLException {
    var before = known;
    if (before != null && (before.isEmpty() || System.nanoTime() - last < INTERVAL)) {
      return;
    }
    last = System.nanoTime();
    lookNow();
  }

  void lookNow() throws SQLException {
    var before = known;
    var now = leaves();
    if (before != null) {
      compare(before, now);
    }
    known = now;
  }

  private void compare(Map<Long, Leaf> before, Map<Long, Leaf> now) throws SQLException {
    for (var entry : before.entrySet()) {
      Leaf leaf = entry.getValue();
      if (!now.containsKey(entry.getKey()) && leaf.filled()) {
        throw changed(leaf, "was dropped or detached");
      }
    }
    for (var entry : now.entrySet()) {
      Leaf leaf = entry.getValue();
      Leaf old = before.get(entry.getKey());
      if (old == null && olderThan("pg_inherits", "inhrelid", entry.getKey(), leaf)) {
        throw changed(leaf, "was attached with rows in it");
      }
      if (old != null
          && old.filled()
          && old.file() != leaf.file()
          && !wholeTable(leaf.root(), before, now)
          && !olderThan("pg_class", "oid", entry.getKey(), leaf)) {
        throw changed(leaf, "was truncated");
      }
    }
  }

  /** A truncation of the whole table is in the log. */
  private static boolean wholeTable(String root, Map<Long, Leaf> before, Map<Long, Leaf> now) {
    return before.entrySet().stream()
        .filter(entry -> entry.getValue().root().equals(root) && now.containsKey(entry.getKey()))
        .allMatch(
            entry ->
                Objects.requireNonNull(now.get(entry.getKey())).file() != entry.getValue().file());
  }

  /**
   * Whether the partition has rows that were written before its row in this catalog was: before it
   * became a partition, or before it got its file.
   */
  private boolean olderThan(String catalog, String key, long oid, Leaf leaf) throws SQLException {
    // Who may read a table through its root may not read its partitions by themselves.
    if (!is("select has_table_privilege(%d, 'SELECT')".formatted(oid))) {
      return leaf.filled();
    }
    return is(
        """
        select exists (select 1 from only %s t, %s c where c.%s = %d
           and (age(t.xmin) > age(c.xmin)
                or t.xmin = c.xmin and t.cmin::text::bigint < c.cmin::text::bigint))"""
            .formatted(Sql.name(leaf.name()), catalog, key, oid));
  }

  private boolean is(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() && rows.getBoolean(1);
    }
  }

  private static SluiceException changed(Leaf leaf, String how) {
    return new SluiceException(
        ErrorCode.PARTITION_CHANGED,
        "partition %s of %s %s".formatted(leaf.name(), leaf.root(), how));
  }

  private Map<Long, Leaf> leaves() throws SQLException {
    var leaves = new HashMap<Long, Leaf>();
    try (var query =
        connection.prepareStatement(
            """
            select p.relid::oid::bigint, rn.nspname, r.relname, n.nspname, c.relname,
                   c.relfilenode::bigint, pg_relation_size(c.oid) > 0
              from pg_class r
              join pg_namespace rn on rn.oid = r.relnamespace
             cross join lateral pg_partition_tree(r.oid) p
              join pg_class c on c.oid = p.relid
              join pg_namespace n on n.oid = c.relnamespace
             where r.relkind = 'p' and p.isleaf and c.relkind = 'r'
               and (rn.nspname, r.relname) in (select * from unnest(?::text[], ?::text[]))""")) {
      query.setArray(1, texts(TableName::schema));
      query.setArray(2, texts(TableName::name));
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          leaves.put(
              rows.getLong(1),
              new Leaf(
                  new TableName(rows.getString(2), rows.getString(3)).toString(),
                  new TableName(rows.getString(4), rows.getString(5)),
                  rows.getLong(6),
                  rows.getBoolean(7)));
        }
      }
    }
    return leaves;
  }

  private Array texts(Function<TableName, String> part) throws SQLException {
    return connection.createArrayOf("text", tables.stream().map(part).toArray());
  }
}
