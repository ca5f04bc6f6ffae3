package io.sluice.project.alerts.channels;

import io.sluice.contract.Alert;
import io.sluice.contract.AlertCondition;
import io.sluice.contract.AlertSeverity;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.cloudevents.Json;
import io.sluice.project.alerts.rules.AlertLifecycle.Notice;
import io.sluice.project.alerts.rules.AlertLifecycle.Telling;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.core.JacksonException;

/**
 * What a channel is told, in the forms that channels need.
 *
 * @param id the same when it is sent again
 * @param more how many notices there are beside those that are listed
 * @param link where the console shows more; null when it is not known where that is
 */
record Message(
    String id,
    Instant at,
    String title,
    String text,
    String remedy,
    AlertSeverity severity,
    List<Telling> notices,
    int more,
    @Nullable String link) {
  /** So many notices are listed at most. */
  private static final int LISTED = 20;

  private static final String TYPE = "io.sluice.alert.notification.v1";

  /**
   * @param console where it is; null when that is not known
   */
  static Message of(String id, Instant at, List<Telling> tellings, @Nullable String console) {
    Telling first = tellings.getFirst();
    var listed = tellings.stream().limit(LISTED).toList();
    AlertSeverity worst =
        tellings.stream().map(one -> one.alert().severity()).max(Enum::compareTo).orElseThrow();
    if (tellings.size() == 1) {
      Alert alert = first.alert();
      return new Message(
          id,
          at,
          title(first),
          alert.text(),
          alert.condition().remedy(),
          worst,
          listed,
          0,
          console == null ? null : console + "/#/alerts?id=" + alert.id());
    }
    Map<AlertCondition, Long> counts =
        tellings.stream()
            .collect(
                Collectors.groupingBy(
                    one -> one.alert().condition(), TreeMap::new, Collectors.counting()));
    String title =
        "%,d alerts: %s"
            .formatted(
                tellings.size(),
                counts.entrySet().stream()
                    .map(one -> "%,d %s".formatted(one.getValue(), one.getKey()))
                    .collect(Collectors.joining(", ")));
    String text =
        listed.stream()
            .map(one -> title(one) + ": " + one.alert().text())
            .collect(Collectors.joining("\n"));
    int more = tellings.size() - listed.size();
    return new Message(
        id,
        at,
        title,
        more == 0 ? text : text + "\n… and %,d more".formatted(more),
        "Look at the alerts in the console, the worst first.",
        worst,
        listed,
        more,
        console == null ? null : console + "/#/alerts");
  }

  private static String title(Telling one) {
    Alert alert = one.alert();
    String name = alert.projectName();
    return switch (one.notice()) {
          case RAISED -> "";
          case ESCALATED -> "Worse: ";
          case REPEATED -> "Still: ";
          case RESOLVED -> "Over: ";
        }
        + alert.severity()
        + " "
        + alert.condition()
        + " "
        + (name == null ? alert.about() : name);
  }

  /** A CloudEvent in structured JSON. */
  String json() {
    var data = new LinkedHashMap<String, Object>();
    data.put("title", title);
    data.put("text", text);
    data.put("remedy", remedy);
    data.put("severity", severity);
    data.put("link", link);
    data.put(
        "notices",
        notices.stream().map(one -> Map.of("notice", one.notice(), "alert", one.alert())).toList());
    data.put("more", more);
    var event = new LinkedHashMap<String, Object>();
    event.put("specversion", "1.0");
    event.put("id", id);
    event.put("type", TYPE);
    event.put("source", "/sluice/alerts");
    event.put("time", at);
    event.put("datacontenttype", "application/json");
    event.put("data", data);
    return Json.LENIENT.writeValueAsString(event);
  }

  /** The template with what it names put in, so that it stays JSON. */
  String filled(String template) {
    String filled = template;
    for (var value : values().entrySet()) {
      String quoted = Json.LENIENT.writeValueAsString(value.getValue());
      filled =
          filled.replace("{{" + value.getKey() + "}}", quoted.substring(1, quoted.length() - 1));
    }
    return filled;
  }

  private Map<String, String> values() {
    return Map.of(
        "title",
        title,
        "text",
        text,
        "remedy",
        remedy,
        "severity",
        severity.name(),
        "link",
        link == null ? "" : link,
        "id",
        id);
  }

  /**
   * @throws SluiceException INVALID_INPUT when what it becomes is not JSON
   */
  static void check(String template) {
    var alert =
        new Alert(
            "a-0",
            AlertCondition.LATE,
            AlertSeverity.WARNING,
            "w-0",
            null,
            null,
            List.of(),
            "a \"text\"\nof two lines",
            Instant.EPOCH);
    var sample = of("m-0", Instant.EPOCH, List.of(new Telling(alert, Notice.RAISED)), null);
    try {
      Json.LENIENT.readTree(sample.filled(template));
    } catch (JacksonException e) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT,
          "the field webhook.template: not JSON such as {\"text\": \"{{title}}: {{text}}\"}",
          e);
    }
  }

  String plain() {
    return String.join(
        "\n\n", text, "What to do: " + remedy, link == null ? "Sluice, " + at : link);
  }

  String html() {
    String shown =
        """
        <p style="font:16px sans-serif"><strong>%s</strong></p>
        <p style="font:14px sans-serif">%s</p>
        <p style="font:14px sans-serif"><strong>What to do:</strong> %s</p>
        """
            .formatted(
                HtmlUtils.htmlEscape(title),
                HtmlUtils.htmlEscape(text).replace("\n", "<br>"),
                HtmlUtils.htmlEscape(remedy));
    return link == null
        ? shown
        : shown
            + "<p style=\"font:14px sans-serif\"><a href=\"%s\">%s</a></p>\n"
                .formatted(HtmlUtils.htmlEscape(link), HtmlUtils.htmlEscape(link));
  }
}
