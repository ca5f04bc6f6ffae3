package io.sluice.connector.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.change.ColumnSchema;
import io.sluice.change.Row;
import io.sluice.change.TableSchema;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Rows and tables as tests write them. */
final class TestRows {
  /** Stands for {@link Row#ABSENT}. */
  static final String ABSENT = "<absent>";

  private TestRows() {}

  /** Columns as {@code name type}; those with a star at the end are the key. */
  static TableSchema table(String... columns) {
    var list = new ArrayList<ColumnSchema>();
    for (String column : columns) {
      boolean key = column.endsWith("*");
      String[] parts = column.replace("*", "").split(" ", 2);
      list.add(new ColumnSchema(parts[0], parts[1], !key, key));
    }
    return new TableSchema(1, "shop", "orders", list);
  }

  @SuppressWarnings("NullAway") // SQL NULL is null, as in Row.
  static Row row(@Nullable String... values) {
    byte[][] bytes = new byte[values.length][];
    for (int i = 0; i < values.length; i++) {
      bytes[i] =
          values[i] == null
              ? null
              : values[i].equals(ABSENT) ? Row.ABSENT : values[i].getBytes(UTF_8);
    }
    return new Row(bytes);
  }
}
