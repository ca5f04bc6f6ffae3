package io.sluice.ctl;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Shows answers: as they are, or as tables. */
final class Output {
  enum Form {
    TABLE,
    JSON
  }

  private final PrintWriter out;
  private final Form form;

  Output(PrintWriter out, Form form) {
    this.out = out;
    this.form = form;
  }

  /**
   * @param columns paths into each item, such as {@code status} or {@code failure.code}
   */
  void items(JsonNode answer, String... columns) {
    if (form == Form.JSON) {
      json(answer);
      return;
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of(columns).stream().map(Output::heading).toList());
    for (JsonNode item : answer.path("items")) {
      rows.add(List.of(columns).stream().map(column -> text(item, column)).toList());
    }
    int[] widths = new int[columns.length];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(i == widths.length - 1 ? row.get(i) : pad(row.get(i), widths[i] + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  /** One thing, its fields one under the other. */
  void one(JsonNode answer, String... fields) {
    if (form == Form.JSON) {
      json(answer);
      return;
    }
    for (String field : fields) {
      String text = text(answer, field);
      if (!text.isEmpty()) {
        out.println(pad(heading(field), 16) + text);
      }
    }
  }

  void json(JsonNode answer) {
    out.println(answer.toPrettyString());
  }

  void line(String text) {
    out.println(text);
  }

  boolean asJson() {
    return form == Form.JSON;
  }

  static String text(JsonNode item, String path) {
    JsonNode at = item;
    for (String name : path.split("\\.", -1)) {
      at = at.path(name);
    }
    if (at.isArray()) {
      return String.join(", ", at.valueStream().map(JsonNode::asString).toList());
    }
    return at.isMissingNode() || at.isNull() ? "" : at.asString();
  }

  private static String heading(String path) {
    return path.substring(path.lastIndexOf('.') + 1)
        .replaceAll("([A-Z])", " $1")
        .toUpperCase(java.util.Locale.ROOT);
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
