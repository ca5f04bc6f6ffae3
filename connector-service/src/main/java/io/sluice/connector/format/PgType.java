package io.sluice.connector.format;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A PostgreSQL type by its catalog name.
 *
 * @param base the catalog's name without modifiers: {@code int4}, {@code timestamptz}
 * @param precision the first modifier, or -1
 * @param array true for an array of the base type
 */
record PgType(String base, int precision, boolean array) {
  private static final Pattern MODIFIERS = Pattern.compile("\\((-?\\d+)[^)]*\\)");

  /** The names of the standard, by the catalog's. */
  private static final Map<String, String> CATALOG_NAMES =
      Map.ofEntries(
          Map.entry("smallint", "int2"),
          Map.entry("integer", "int4"),
          Map.entry("int", "int4"),
          Map.entry("bigint", "int8"),
          Map.entry("smallserial", "int2"),
          Map.entry("serial", "int4"),
          Map.entry("bigserial", "int8"),
          Map.entry("boolean", "bool"),
          Map.entry("real", "float4"),
          Map.entry("double precision", "float8"),
          Map.entry("decimal", "numeric"),
          Map.entry("timestamp without time zone", "timestamp"),
          Map.entry("timestamp with time zone", "timestamptz"),
          Map.entry("time without time zone", "time"),
          Map.entry("time with time zone", "timetz"));

  static PgType parse(String type) {
    var matcher = MODIFIERS.matcher(type);
    int precision = matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
    String base =
        MODIFIERS
            .matcher(type)
            .replaceAll("")
            .replaceAll("\\s+", " ")
            .trim()
            .toLowerCase(Locale.ROOT);
    boolean array = false;
    while (base.endsWith("[]")) {
      array = true;
      base = base.substring(0, base.length() - 2).trim();
    }
    if (base.startsWith("_")) {
      array = true;
      base = base.substring(1);
    }
    return new PgType(CATALOG_NAMES.getOrDefault(base, base), precision, array);
  }
}
