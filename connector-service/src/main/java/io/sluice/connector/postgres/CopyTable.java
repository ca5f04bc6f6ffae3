package io.sluice.connector.postgres;

import io.sluice.change.TableSchema;
import io.sluice.chunk.KeyOrder;
import io.sluice.contract.TableName;
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

  /** The query of a range; from {@code low} on and below {@code high}. */
  String query(@Nullable String low, @Nullable String high) {
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
