package io.sluice.project.live;

import io.sluice.contract.cloudevents.Json;
import io.sluice.project.alerts.AlertQuery;
import io.sluice.project.events.Streams;
import io.sluice.project.figures.Figures;
import io.sluice.project.figures.Marks;
import io.sluice.project.projects.ProjectFilter;
import io.sluice.project.projects.ProjectList;
import io.sluice.project.projects.ProjectQuery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends what has changed, and nothing else. The first message has all; of a project that is looked
 * at, later ones have the fields that are different. The id of a message is the time of the last
 * figure in it, so that who comes back gets those that were missed.
 */
@Component
class Live {
  /** How often it is looked; figures come no more often. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  private final ProjectList list;
  private final ProjectQuery projects;
  private final AlertQuery alerts;
  private final Figures figures;
  private final Marks marks;
  private final Streams streams;
  private final InstantSource clock;

  Live(
      ProjectList list,
      ProjectQuery projects,
      AlertQuery alerts,
      Figures figures,
      Marks marks,
      Streams streams,
      InstantSource clock) {
    this.list = list;
    this.projects = projects;
    this.alerts = alerts;
    this.figures = figures;
    this.marks = marks;
    this.streams = streams;
    this.clock = clock;
  }

  /** One project, its figures and its marks. */
  SseEmitter project(String id, Instant after) {
    return streams.open(new OfProject(id, after)::send);
  }

  /** A page of the list of projects. */
  SseEmitter projects(ProjectFilter filter, int page, int size) {
    return changing(
        Map.of("projects", () -> list.of(filter, page, size), "counts", () -> list.counts(filter)));
  }

  SseEmitter overview() {
    return changing(Map.of("overview", () -> Overview.of(projects.counts(), alerts)));
  }

  private SseEmitter changing(Map<String, Supplier<Object>> what) {
    return streams.open(
        reader -> {
          var sent = new LinkedHashMap<String, JsonNode>();
          while (reader.isThere()) {
            long seen = reader.seen();
            var message = Json.LENIENT.createObjectNode();
            what.forEach((name, value) -> change(message, sent, name, value.get()));
            change(message, sent, "alerts", alerts.open());
            say(reader, message, clock.instant());
            reader.await(seen, LOOK);
          }
        });
  }

  private static void change(
      ObjectNode message, Map<String, JsonNode> sent, String name, Object value) {
    JsonNode json = Json.LENIENT.valueToTree(value);
    if (!json.equals(sent.put(name, json))) {
      message.set(name, json);
    }
  }

  private static void say(Streams.Reader reader, ObjectNode message, Instant id)
      throws IOException {
    if (!message.isEmpty()) {
      reader.send(id.toString(), Json.LENIENT.writeValueAsString(message));
    }
  }

  /** What one reader of a project was sent. */
  private final class OfProject {
    private final String id;
    private Instant after;
    private Instant marked;
    private @Nullable ObjectNode last;
    private final Map<String, JsonNode> sent = new LinkedHashMap<>();

    OfProject(String id, Instant after) {
      this.id = id;
      this.after = after;
      this.marked = after;
    }

    void send(Streams.Reader reader) throws IOException, InterruptedException {
      while (reader.isThere()) {
        long seen = reader.seen();
        var message = Json.LENIENT.createObjectNode();
        project(message);
        figures(message);
        change(message, sent, "alerts", alerts.open());
        change(message, sent, "standing", alerts.standing(id));
        say(reader, message, after);
        reader.await(seen, LOOK);
      }
    }

    private void project(ObjectNode message) {
      var view = projects.find(id).orElse(null);
      if (view == null) {
        message.put("deleted", true);
        return;
      }
      ObjectNode now = Json.LENIENT.valueToTree(view);
      ObjectNode before = last;
      last = now;
      if (before == null) {
        message.set("project", now);
        return;
      }
      var changed = Json.LENIENT.createObjectNode();
      now.properties()
          .forEach(
              field -> {
                if (!field.getValue().equals(before.get(field.getKey()))) {
                  changed.set(field.getKey(), field.getValue());
                }
              });
      // What is not so any more is null, once.
      before.propertyNames().stream().filter(name -> !now.has(name)).forEach(changed::putNull);
      if (!changed.isEmpty()) {
        message.set("project", changed);
      }
    }

    private void figures(ObjectNode message) {
      Instant now = clock.instant();
      String component = projects.writes(id);
      if (component == null || !after.isBefore(now)) {
        return;
      }
      var items =
          figures.of(component, after, now, null).items().stream()
              .filter(figure -> figure.at().isAfter(after))
              .toList();
      if (!items.isEmpty()) {
        message.set("figures", Json.LENIENT.valueToTree(items));
        after = items.getLast().at();
      }
      var happened = marks.of(id, marked, now);
      if (!happened.isEmpty()) {
        message.set("marks", Json.LENIENT.valueToTree(happened));
      }
      marked = now;
    }
  }
}
