package io.sluice.project.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.cloudevents.Json;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** What has happened, over HTTP. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "history")
class HistoryApi {
  private final History history;
  private final Causes causes;
  private final InstantSource clock;

  HistoryApi(History history, Causes causes, InstantSource clock) {
    this.history = history;
    this.causes = causes;
    this.clock = clock;
  }

  /** In which order. */
  enum Order {
    NEWEST,
    OLDEST
  }

  @GetMapping(path = "/projects/{id}/events", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Its history, newest first",
      description =
          "All events of the project and its components, refusals too; each a CloudEvent."
              + " `causationid` leads from each to the command or event before it. Narrowed by"
              + " `type` (beginning of the event type), `actor`, `component`, `from`, `until`."
              + " `next` of an answer is the `cursor` of the next page; events that come meanwhile"
              + " do not move it. History outlives the project.")
  EventPage page(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String type,
      @RequestParam(required = false) @Nullable String actor,
      @RequestParam(required = false) @Nullable String component,
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant until,
      @RequestParam(defaultValue = "NEWEST") Order order,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") int size) {
    var filter = new EventFilter(type, actor, component, from, until);
    return history.page(id, filter, order == Order.NEWEST, cursor, size);
  }

  @GetMapping(path = "/projects/{id}/events", produces = MediaType.APPLICATION_NDJSON_VALUE)
  @Operation(
      summary = "Its whole history, oldest first, one event a line",
      description = "With `Accept: application/x-ndjson`. Narrowed in the same way.")
  ResponseEntity<StreamingResponseBody> export(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String type,
      @RequestParam(required = false) @Nullable String actor,
      @RequestParam(required = false) @Nullable String component,
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant until) {
    history.exists(id);
    var filter = new EventFilter(type, actor, component, from, until);
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + id + ".ndjson\"")
        .contentType(MediaType.APPLICATION_NDJSON)
        .body(
            out ->
                history.<IOException>each(
                    id,
                    filter,
                    event -> {
                      out.write(Json.LENIENT.writeValueAsString(event).getBytes(UTF_8));
                      out.write('\n');
                    }));
  }

  @GetMapping("/projects/{id}/why")
  @Operation(
      summary = "Why it has the status that it has",
      description =
          "The event that turned it, and back from there each event and command that led to it,"
              + " across the project and its components.")
  Why whyProject(@PathVariable String id) {
    return causes.ofProject(id).orElseThrow(() -> unknown("project", id));
  }

  @GetMapping("/components/{id}/why")
  @Operation(summary = "Why it has the status that it has", description = "As for a project.")
  Why whyComponent(@PathVariable String id) {
    return causes.ofComponent(id).orElseThrow(() -> unknown("component", id));
  }

  @GetMapping("/events/{id}/why")
  @Operation(summary = "What led to an event", description = "As for a project.")
  Why whyEvent(@PathVariable String id) {
    return causes.of(history.find(id).orElseThrow(() -> unknown("event", id)));
  }

  @GetMapping("/projects/{id}/state")
  @Operation(
      summary = "How it was at a time",
      description =
          "Folded from the event log up to then: the project as its owner knew it, and the status of"
              + " each component. Now when `at` is left out.")
  Causes.Past state(@PathVariable String id, @RequestParam(required = false) @Nullable Instant at) {
    history.exists(id);
    Instant time = at == null ? clock.instant() : at;
    return causes
        .at(id, time)
        .orElseThrow(
            () ->
                new SluiceException(
                    ErrorCode.UNKNOWN_ID, "there was no project " + id + " at " + time));
  }

  private static SluiceException unknown(String what, String id) {
    return new SluiceException(ErrorCode.UNKNOWN_ID, "there is no " + what + " " + id);
  }
}
