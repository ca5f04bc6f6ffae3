package io.sluice.postgres.text;

import java.util.Set;

/**
 * The expression by which the values of a column are compared: its text is the same on two
 * databases exactly when the values are. It presumes sessions that are set up as those that read
 * rows are, so that time zone, digits and formats are no matter.
 *
 * <p>Columns of one type are compared by the type's own text, which tells all that the type keeps
 * apart: the scale of a numeric, the sign of a zero, the spaces at the end of a text, NULL from
 * empty. Where the types differ, what only the destination's type adds is left out.
 */
public final class CanonicalText {
  private static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");
  private static final Set<String> FLOATS = Set.of("real", "double precision");

  private CanonicalText() {}

  /**
   * @param column as SQL names it
   * @param type of the column, with modifiers
   * @param other type of the column on the other side
   */
  public static String of(String column, String type, String other) {
    if (type.equals("money") || other.equals("money")) {
      // Its text depends on the server's locale.
      return "(" + column + ")::numeric";
    }
    if (type.equals(other)) {
      return column;
    }
    if (isOf("numeric", type, other) && isNumber(type) && isNumber(other)) {
      return "trim_scale(" + column + "::text::numeric)";
    }
    if (isOf("jsonb", type, other)) {
      return column + "::jsonb";
    }
    if (isOf("character", type, other)) {
      // Blanks at its end mean nothing to it.
      return "rtrim(" + column + "::text, ' ')";
    }
    if (isTime(type) && isTime(other)) {
      return column
          + (type.endsWith("with time zone") || other.endsWith("with time zone")
              ? "::timestamptz"
              : "::timestamp");
    }
    return column + "::text";
  }

  private static boolean isOf(String base, String one, String other) {
    return base(one).equals(base) || base(other).equals(base);
  }

  private static String base(String type) {
    int modifiers = type.indexOf('(');
    return modifiers < 0 ? type : type.substring(0, modifiers);
  }

  private static boolean isNumber(String type) {
    String base = base(type);
    return base.equals("numeric") || INTEGERS.contains(base) || FLOATS.contains(base);
  }

  private static boolean isTime(String type) {
    return type.equals("date") || base(type).startsWith("timestamp");
  }
}
