package io.sluice.project.projects;

/** Row filters go into queries, in brackets; one must not be able to leave them. */
final class RowFilter {
  private RowFilter() {}

  /** True when the text can be nothing but one expression, whatever stands around it. */
  static boolean standsAlone(String filter) {
    int depth = 0;
    char quote = 0;
    for (int i = 0; i < filter.length(); i++) {
      char c = filter.charAt(i);
      if (c == '\\' || c == 0) {
        return false;
      }
      if (quote != 0) {
        // A doubled quote closes and opens again, which comes to the same.
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == ';' || c == '$' || filter.startsWith("--", i) || filter.startsWith("/*", i)) {
        return false;
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth < 0) {
        return false;
      }
    }
    return depth == 0 && quote == 0;
  }
}
