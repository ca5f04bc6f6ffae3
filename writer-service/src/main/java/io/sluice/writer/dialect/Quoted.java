package io.sluice.writer.dialect;

import io.sluice.contract.TableName;
import java.util.List;
import java.util.stream.Collectors;

/** Names and texts as they may stand in SQL, whatever is in them. */
public final class Quoted {
  private Quoted() {}

  public static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  public static String names(List<String> names) {
    return names.stream().map(Quoted::name).collect(Collectors.joining(", "));
  }

  public static String table(TableName table) {
    return name(table.schema()) + '.' + name(table.name());
  }

  public static String text(String text) {
    String doubled = text.replace("'", "''");
    return text.indexOf('\\') < 0
        ? "'" + doubled + "'"
        : "E'" + doubled.replace("\\", "\\\\") + "'";
  }
}
