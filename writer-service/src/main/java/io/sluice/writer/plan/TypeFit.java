package io.sluice.writer.plan;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether every value of one type is also a value of another, with nothing lost. */
public final class TypeFit {
  private static final Pattern MODIFIED = Pattern.compile("([^()]+)\\(([-0-9, ]+)\\)(.*)");
  private static final Set<String> UNBOUNDED_TEXT = Set.of("text", "character varying");
  private static final List<String> INTEGERS = List.of("smallint", "integer", "bigint");

  /** A type as {@code format_type} spells it, taken apart. */
  private record Type(String base, List<Integer> modifiers) {
    static Type parse(String text) {
      var matcher = MODIFIED.matcher(text);
      if (!matcher.matches()) {
        return new Type(text, List.of());
      }
      var modifiers =
          Pattern.compile("[, ]+")
              .splitAsStream(matcher.group(2).trim())
              .map(Integer::valueOf)
              .toList();
      return new Type(matcher.group(1) + matcher.group(3), modifiers);
    }
  }

  private TypeFit() {}

  /** Types as {@code format_type} spells them. */
  public static boolean fits(String source, String destination) {
    if (source.equals(destination) || UNBOUNDED_TEXT.contains(destination)) {
      return true;
    }
    if (source.endsWith("[]") || destination.endsWith("[]")) {
      return source.endsWith("[]")
          && destination.endsWith("[]")
          && fits(element(source), element(destination));
    }
    var from = Type.parse(source);
    var to = Type.parse(destination);
    if (!from.base().equals(to.base())) {
      return widens(from, to);
    }
    if (to.modifiers().isEmpty()) {
      // A bare bit or character means a length of 1, which the catalog would have spelled out.
      return true;
    }
    if (from.modifiers().isEmpty()) {
      return false;
    }
    return switch (to.base()) {
      case "numeric" -> holds(from, to);
      case "character", "bit" -> false; // padded or refused unless equal
      default -> to.modifiers().getFirst() >= from.modifiers().getFirst();
    };
  }

  private static String element(String array) {
    return array.substring(0, array.length() - 2);
  }

  private static boolean widens(Type from, Type to) {
    int integer = INTEGERS.indexOf(from.base());
    if (integer >= 0) {
      return INTEGERS.indexOf(to.base()) > integer
          || (to.base().equals("numeric") && to.modifiers().isEmpty());
    }
    return (from.base().equals("real") && to.base().equals("double precision"))
        || (from.base().equals("bit")
            && to.base().equals("bit varying")
            && to.modifiers().isEmpty());
  }

  private static boolean holds(Type from, Type to) {
    int scale = to.modifiers().get(1);
    int fromScale = from.modifiers().get(1);
    return scale >= fromScale
        && to.modifiers().getFirst() - scale >= from.modifiers().getFirst() - fromScale;
  }
}
