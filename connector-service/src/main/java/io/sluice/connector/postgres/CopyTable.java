package io.sluice.connector.postgres;

import io.sluice.change.ColumnSchema;
import io.sluice.change.TableSchema;
import io.sluice.chunk.KeyOrder;
import io.sluice.contract.TableName;
import io.sluice.postgres.TableSample;
import io.sluice.postgres.text.Sql;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A source table as it is to be copied.
 *
 * @param schema the columns that are copied, in order
 * @param keyColumn the first key column; null when there is no key
 * @param keyIndex its place in the schema; -1 when there is none
 * @param keyType its type
 * @param order how it is ordered; null when there is no key
 * @param partitioned its rows are in its partitions, not in itself
 * @param rowsEstimate the catalog's estimate
 * @param condition in SQL, on its rows; null for all
 */
public record CopyTable(
    TableName name,
    TableSchema schema,
    @Nullable String keyColumn,
    int keyIndex,
    String keyType,
    @Nullable KeyOrder order,
    boolean partitioned,
    long rowsEstimate,
    @Nullable String condition) {

  /** How it is cut into chunks. */
  public TableSample.Of sampled() {
    return new TableSample.Of(name, !partitioned, keyColumn, order == null ? KeyOrder.TEXT : order);
  }

  /** The query of a range; from {@code low} on and below {@code high}. */
  public String query(@Nullable String low, @Nullable String high) {
    var sql = new StringBuilder("SELECT ");
    List<String> names = schema.columns().stream().map(c -> Sql.name(c.name())).toList();
    sql.append(String.join(", ", names))
        .append(partitioned ? " FROM " : " FROM ONLY ")
        .append(Sql.name(name));
    var conditions = new ArrayList<String>();
    if (condition != null) {
      conditions.add(condition);
    }
    String key = keyColumn == null ? null : keyExpression(keyColumn);
    if (key != null && low != null) {
      conditions.add(key + " >= " + literal(low));
    }
    if (key != null && high != null) {
      conditions.add(key + " < " + literal(high));
    }
    if (!conditions.isEmpty()) {
      sql.append(" WHERE ").append(String.join(" AND ", conditions));
    }
    return key == null ? sql.toString() : sql.append(" ORDER BY ").append(key).toString();
  }

  /** Names of the columns by which rows are told apart, in their order. */
  public List<String> keyColumns() {
    return schema.columns().stream().filter(ColumnSchema::key).map(ColumnSchema::name).toList();
  }

  /**
   * The query of the rows with these keys, and of each row's version after its columns.
   *
   * @param keys of each row the values of the key columns, as the source takes them
   */
  public String rows(List<List<String>> keys) {
    List<ColumnSchema> key = schema.columns().stream().filter(ColumnSchema::key).toList();
    var conditions = new ArrayList<String>();
    if (condition != null) {
      conditions.add(condition);
    }
    var arrays = new ArrayList<String>();
    for (int i = 0; i < key.size(); i++) {
      int column = i;
      arrays.add(
          "array["
              + Sql.list(keys, ", ", values -> Sql.literal(values.get(column)))
              + "]::text[]"
              + (isCompared(key.get(i)) ? "::" + base(key.get(i)) + "[]" : ""));
    }
    conditions.add(
        "(%s) IN (SELECT * FROM unnest(%s))"
            .formatted(
                Sql.list(
                    key,
                    ", ",
                    column ->
                        isCompared(column)
                            ? Sql.name(column.name())
                            : "format('%s', " + Sql.name(column.name()) + ")"),
                String.join(", ", arrays)));
    return "SELECT %s, xmin || '.' || ctid || '.' || tableoid%s%s WHERE %s"
        .formatted(
            Sql.list(schema.columns(), ", ", column -> Sql.name(column.name())),
            partitioned ? " FROM " : " FROM ONLY ",
            Sql.name(name),
            String.join(" AND ", conditions));
  }

  /** Whether rows are found by values of the type itself, so that an index can be used. */
  private static boolean isCompared(ColumnSchema column) {
    return switch (base(column)) {
      case "int2",
          "int4",
          "int8",
          "uuid",
          "text",
          "varchar",
          "numeric",
          "timestamp",
          "timestamptz" ->
          true;
      default -> false;
    };
  }

  private static String base(ColumnSchema column) {
    int modifiers = column.type().indexOf('(');
    return modifiers < 0 ? column.type() : column.type().substring(0, modifiers);
  }

  /** Orders in SQL exactly as {@link KeyOrder} does here. */
  private String keyExpression(String column) {
    String quoted = Sql.name(column);
    return switch (keyType) {
      case "int2", "int4", "int8", "uuid" -> quoted;
      case "text", "varchar" -> quoted + " COLLATE \"C\"";
      // format() gives what the type's output function gives, which a cast to text does not always.
      default -> "format('%s', " + quoted + ") COLLATE \"C\"";
    };
  }

  private String literal(String value) {
    return order == KeyOrder.INTEGER ? value : Sql.literal(value);
  }
}
