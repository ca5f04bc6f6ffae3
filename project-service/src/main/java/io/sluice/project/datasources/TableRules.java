package io.sluice.project.datasources;

import io.sluice.contract.TableName;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Patterns over schema and name of tables: {@code *} for any characters, {@code ?} for one, {@code
 * [a-f]} for one of these, {@code [!a-f]} for one of the others. A table is chosen when one of them
 * matches it and none of those that begin with {@code !}. Pure.
 */
record TableRules(List<Rule> rules) {
  record Rule(String text, boolean leavesOut, Pattern schema, Pattern name) {
    boolean matches(TableName table) {
      return schema.matcher(table.schema()).matches() && name.matcher(table.name()).matches();
    }
  }

  /**
   * @param texts as the rules of definitions have them to be
   */
  static TableRules of(List<String> texts) {
    return new TableRules(texts.stream().map(TableRules::rule).toList());
  }

  boolean choose(TableName table) {
    Predicate<Rule> matches = rule -> rule.matches(table);
    return rules.stream().filter(rule -> !rule.leavesOut()).anyMatch(matches)
        && rules.stream().filter(Rule::leavesOut).noneMatch(matches);
  }

  /** Those that have no effect on these tables. */
  List<String> idle(List<TableName> tables) {
    return rules.stream()
        .filter(rule -> tables.stream().noneMatch(rule::matches))
        .map(Rule::text)
        .toList();
  }

  private static Rule rule(String text) {
    boolean leavesOut = text.startsWith("!");
    String pattern = leavesOut ? text.substring(1) : text;
    int dot = pattern.indexOf('.');
    return new Rule(
        text, leavesOut, glob(pattern.substring(0, dot)), glob(pattern.substring(dot + 1)));
  }

  private static Pattern glob(String glob) {
    var regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      int end = c == '[' ? glob.indexOf(']', i + 2) : -1;
      if (end > 0) {
        String of = glob.substring(i + 1, end);
        boolean others = of.startsWith("!");
        regex
            .append(others ? "[^" : "[")
            .append((others ? of.substring(1) : of).replaceAll("([\\\\^&\\[])", "\\\\$1"))
            .append(']');
        i = end;
      } else {
        regex.append(
            switch (c) {
              case '*' -> ".*";
              case '?' -> ".";
              default -> Pattern.quote(String.valueOf(c));
            });
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
