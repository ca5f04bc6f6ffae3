package io.sluice.store.source;

import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.sluice.change.ColumnSchema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a relation message leaves out, looked up in the catalog as it is now. */
final class Relations {
  /** A column as the relation message has it. */
  record Told(String name, int type, int modifier, boolean identity) {}

  private record TypeKey(int type, int modifier) {}

  private final PostgresConnection catalog;
  private final Map<TypeKey, String> types = new HashMap<>();

  Relations(PostgresConnection catalog) {
    this.catalog = catalog;
  }

  /**
   * @param full true when the replica identity is the whole row: then the message does not say what
   *     the key is
   */
  List<ColumnSchema> describe(int relation, List<Told> told, boolean full) throws SQLException {
    Set<String> required = names(relation, "attnotnull");
    Set<String> primary =
        full
            ? names(
                relation,
                """
                attnum = any (array(
                  select unnest(indkey) from pg_index where indrelid = attrelid and indisprimary))\
                """)
            : Set.of();
    var columns = new ArrayList<ColumnSchema>();
    for (var column : told) {
      boolean key = full ? primary.contains(column.name()) : column.identity();
      columns.add(
          new ColumnSchema(
              column.name(), type(column), !key && !required.contains(column.name()), key));
    }
    return columns;
  }

  private Set<String> names(int relation, String condition) throws SQLException {
    String sql =
        "select attname from pg_attribute where attrelid = "
            + Integer.toUnsignedString(relation)
            + " and attnum > 0 and not attisdropped and "
            + condition;
    Set<String> names = new HashSet<>();
    catalog.query(
        sql,
        rows -> {
          while (rows.next()) {
            names.add(rows.getString(1));
          }
        });
    endTransaction();
    return names;
  }

  private String type(Told column) throws SQLException {
    var key = new TypeKey(column.type(), column.modifier());
    String known = types.get(key);
    if (known == null) {
      String sql =
          "select format_type("
              + Integer.toUnsignedString(key.type())
              + ", "
              + key.modifier()
              + ")";
      known =
          catalog.queryAndMap(
              sql, catalog.singleResultMapper(rows -> rows.getString(1), "no type"));
      types.put(key, known);
      endTransaction();
    }
    return known;
  }

  /** An open transaction would hold back the source's clean-up. */
  private void endTransaction() throws SQLException {
    if (!catalog.connection().getAutoCommit()) {
      catalog.commit();
    }
  }
}
