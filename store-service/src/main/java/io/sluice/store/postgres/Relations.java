package io.sluice.store.postgres;

import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.sluice.change.ColumnSchema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a relation message leaves out, looked up in the catalog as it is now. */
final class Relations {
  /** A column as the relation message has it. */
  record RelationColumn(String name, int type, int modifier, boolean identity) {}

  /** A column as the catalog has it now. */
  private record KnownColumn(
      ColumnNumbers.CatalogColumn column, boolean required, boolean primary) {}

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
  List<ColumnSchema> describe(int relation, List<RelationColumn> told, boolean full)
      throws SQLException {
    List<KnownColumn> catalogued = known(relation);
    List<Integer> numbers =
        ColumnNumbers.of(
            told.stream().map(RelationColumn::name).toList(),
            catalogued.stream().map(KnownColumn::column).toList());
    Map<Integer, KnownColumn> byNumber = new HashMap<>();
    catalogued.forEach(known -> byNumber.put(known.column().number(), known));
    var columns = new ArrayList<ColumnSchema>();
    for (int i = 0; i < told.size(); i++) {
      RelationColumn column = told.get(i);
      KnownColumn now = byNumber.get(numbers.get(i));
      boolean key = full ? now != null && now.primary() : column.identity();
      boolean required = now != null && now.required();
      columns.add(
          new ColumnSchema(column.name(), type(column), !key && !required, key, numbers.get(i)));
    }
    return columns;
  }

  private List<KnownColumn> known(int relation) throws SQLException {
    String sql =
        """
        select attnum, attname, attisdropped, attnotnull, attnum = any (array(
            select unnest(indkey) from pg_index where indrelid = attrelid and indisprimary))
          from pg_attribute
         where attnum > 0 and attgenerated = '' and attrelid = %s
         order by attnum
        """
            .formatted(Integer.toUnsignedString(relation));
    List<KnownColumn> known = new ArrayList<>();
    catalog.query(
        sql,
        rows -> {
          while (rows.next()) {
            known.add(
                new KnownColumn(
                    new ColumnNumbers.CatalogColumn(
                        rows.getInt(1), rows.getString(2), rows.getBoolean(3)),
                    rows.getBoolean(4),
                    rows.getBoolean(5)));
          }
        });
    endTransaction();
    return known;
  }

  private String type(RelationColumn column) throws SQLException {
    var key = new TypeKey(column.type(), column.modifier());
    String known = types.get(key);
    if (known == null) {
      // With the schema of every type that is not PostgreSQL's own, whoever the user is.
      catalog.execute("set search_path = pg_catalog");
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
