package io.sluice.connector.format;

import io.sluice.change.ColumnSchema;
import io.sluice.change.Row;
import io.sluice.change.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column that is written, made ready.
 *
 * @param index its place in the row
 * @param name its name as a JSON string
 * @param label its name as a JSON string with a colon after it
 */
record Column(int index, boolean key, byte[] name, byte[] label, TextToJson writer) {
  static Column[] of(
      TableSchema table, @Nullable List<String> chosen, Function<PgType, TextToJson> writers) {
    var columns = new ArrayList<Column>();
    for (int i = 0; i < table.columns().size(); i++) {
      ColumnSchema column = table.columns().get(i);
      if (chosen == null || column.key() || chosen.contains(column.name())) {
        var type = PgType.parse(column.type());
        var plain = writers.apply(type);
        columns.add(
            new Column(
                i,
                column.key(),
                new JsonBytes().string(column.name()).take(),
                new JsonBytes().string(column.name()).raw(':').take(),
                type.array() ? ArrayToJson.of(type, plain) : plain));
      }
    }
    return columns.toArray(Column[]::new);
  }

  boolean isAbsentIn(Row row) {
    return Row.isAbsent(row.values()[index]);
  }

  void write(Row row, JsonBytes out) {
    out.raw(label);
    byte[] value = row.values()[index];
    if (value == null) {
      out.nothing();
    } else {
      writer.write(value, out);
    }
  }

  /** An object of the key columns. */
  static void writeKey(Column[] columns, Row row, JsonBytes out) {
    out.raw('{');
    boolean first = true;
    for (var column : columns) {
      if (column.key()) {
        if (!first) {
          out.raw(',');
        }
        column.write(row, out);
        first = false;
      }
    }
    out.raw('}');
  }

  /** An object of the columns that are present. */
  static void writePresent(Column[] columns, @Nullable Row row, JsonBytes out) {
    if (row == null) {
      out.nothing();
      return;
    }
    out.raw('{');
    boolean first = true;
    for (var column : columns) {
      if (!column.isAbsentIn(row)) {
        if (!first) {
          out.raw(',');
        }
        column.write(row, out);
        first = false;
      }
    }
    out.raw('}');
  }
}
