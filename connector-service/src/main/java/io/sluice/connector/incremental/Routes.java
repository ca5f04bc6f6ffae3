package io.sluice.connector.incremental;

import io.sluice.change.ColumnSchema;
import io.sluice.change.TableSchema;
import io.sluice.connector.format.RecordFormat;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A route for each table schema that comes along; compiled once each. For one thread. */
final class Routes {
  private record Target(TableMapping mapping, String topic) {}

  private final RecordFormat format;
  private final Map<TableName, Target> targets = new HashMap<>();
  private final Map<Integer, @Nullable Route> bySchema = new HashMap<>();

  Routes(RecordFormat format, List<TableMapping> mappings, Function<TableMapping, String> topics) {
    this.format = format;
    for (var mapping : mappings) {
      targets.put(mapping.source(), new Target(mapping, topics.apply(mapping)));
    }
  }

  /** Null for a table that this project does not have. */
  @Nullable Route of(TableSchema table) {
    var known = bySchema.get(table.id());
    if (known != null || bySchema.containsKey(table.id())) {
      return known;
    }
    var route = compile(table);
    bySchema.put(table.id(), route);
    return route;
  }

  private @Nullable Route compile(TableSchema logged) {
    var table = identified(logged);
    var target = targets.get(new TableName(table.schema(), table.table()));
    if (target == null) {
      return null;
    }
    var columns = table.columns();
    int[] keys = IntStream.range(0, columns.size()).filter(i -> columns.get(i).key()).toArray();
    return new Route(
        table, target.topic(), format.compile(table, target.mapping().columns()), keys);
  }

  /** Without a key of its own a row is told apart by all of its columns, as in the copy. */
  private static TableSchema identified(TableSchema table) {
    if (table.columns().stream().anyMatch(ColumnSchema::key)) {
      return table;
    }
    var columns =
        table.columns().stream()
            .map(c -> new ColumnSchema(c.name(), c.type(), c.nullable(), true, c.number()))
            .toList();
    return new TableSchema(table.id(), table.schema(), table.table(), columns);
  }
}
