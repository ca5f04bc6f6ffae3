package io.sluice.writer.postgres;

import io.sluice.contract.TableName;
import io.sluice.writer.plan.DestinationTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@link DestinationTable}s. */
final class DestinationCatalog {
  private static final String COLUMNS =
      """
      select a.attname, format_type(a.atttypid, -1), a.attgenerated <> '', a.attidentity = 'a',
             coalesce(e.typname, b.typname, t.typname) not in
               ('json', 'xml', 'point', 'line', 'lseg', 'box', 'path', 'polygon', 'circle'),
             format_type(a.atttypid, a.atttypmod), a.attnotnull,
             a.attnotnull and not a.atthasdef and a.attidentity = ''
        from pg_attribute a
        join pg_class c on c.oid = a.attrelid
        join pg_namespace n on n.oid = c.relnamespace
        join pg_type t on t.oid = a.atttypid
        left join pg_type b on t.typtype = 'd' and b.oid = t.typbasetype
        left join pg_type e on t.typcategory = 'A' and e.oid = t.typelem
       where n.nspname = ? and c.relname = ? and c.relkind in ('r', 'p')
         and a.attnum > 0 and not a.attisdropped
       order by a.attnum
      """;

  private static final String KEYS =
      """
      select i.indisunique and not i.indisexclusion and i.indimmediate and i.indpred is null
               and i.indexprs is null,
             array(select a.attname::text from unnest(i.indkey[0:i.indnkeyatts - 1]) k(n)
                     join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.n)
        from pg_index i
        join pg_class c on c.oid = i.indrelid
        join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = ? and c.relname = ? and (i.indisunique or i.indisexclusion)
       order by i.indisprimary desc, i.indexrelid
      """;

  private static final String FOREIGN_KEYS =
      """
      select count(*) > 0, count(*) filter (where f.confrelid = c.oid) > 0
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_constraint f on f.contype = 'f' and c.oid in (f.conrelid, f.confrelid)
       where n.nspname = ? and c.relname = ?
      """;

  private DestinationCatalog() {}

  /** Empty when there is no such table. */
  static Optional<DestinationTable> read(Connection connection, TableName name)
      throws SQLException {
    Map<String, DestinationTable.Column> columns = new LinkedHashMap<>();
    try (var statement = about(connection, COLUMNS, name);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        columns.put(
            rows.getString(1),
            new DestinationTable.Column(
                rows.getString(1),
                rows.getString(2),
                rows.getBoolean(3),
                rows.getBoolean(4),
                rows.getBoolean(5),
                rows.getString(6),
                rows.getBoolean(7),
                rows.getBoolean(8)));
      }
    }
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    try (var statement = about(connection, FOREIGN_KEYS, name);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return Optional.of(
          new DestinationTable(
              name, columns, keys(connection, name), row.getBoolean(1), row.getBoolean(2)));
    }
  }

  private static List<DestinationTable.UniqueKey> keys(Connection connection, TableName name)
      throws SQLException {
    List<DestinationTable.UniqueKey> keys = new ArrayList<>();
    try (var statement = about(connection, KEYS, name);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        var names = (String[]) rows.getArray(2).getArray();
        keys.add(new DestinationTable.UniqueKey(Set.of(names), rows.getBoolean(1)));
      }
    }
    return keys;
  }

  private static PreparedStatement about(Connection connection, String sql, TableName name)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setString(1, name.schema());
    statement.setString(2, name.name());
    return statement;
  }
}
